package io.fileview.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.View;
import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the system says of this process: {@code /proc/self}, or on Windows VirtualQuery. */
public final class AddressSpace {
    private static final int MEM_FREE = 0x10000;

    private AddressSpace() {}

    private record Area(long start, long end) {
        static Area of(String line) {
            int dash = line.indexOf('-');
            int space = line.indexOf(' ');
            return new Area(
                    Long.parseUnsignedLong(line.substring(0, dash), 16),
                    Long.parseUnsignedLong(line.substring(dash + 1, space), 16));
        }

        boolean overlaps(long address, long length) {
            return start < address + length && address < end;
        }
    }

    /** No byte of a range is mapped by whomever. The memory of a file in memory is never free. */
    public static void mustBeFree(long address, long length) throws IOException {
        if (!EngineUnderTest.isMemory()) {
            assertThat(isMapped(address, length)).as("mapped at %s", address).isFalse();
        }
    }

    /** A byte of a range is mapped, or it is memory of a file in memory. */
    public static void mustBeMapped(long address, long length) throws IOException {
        if (!EngineUnderTest.isMemory()) {
            assertThat(isMapped(address, length)).as("mapped at %s", address).isTrue();
        }
    }

    /** Tells whether any byte of a range is mapped by whomever. */
    private static boolean isMapped(long address, long length) throws IOException {
        if (Needs.isWindows()) {
            return isMappedOnWindows(address, length);
        }
        Needs.linux();
        for (String line : lines("/proc/self/maps")) {
            if (Area.of(line).overlaps(address, length)) {
                return true;
            }
        }
        return false;
    }

    /** By what VirtualQuery says of each region: MEM_FREE, or anything else. */
    private static boolean isMappedOnWindows(long address, long length) {
        WindowsFunction query = WindowsFunction.of("VirtualQuery");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment region = arena.allocate(48, 8);
            for (long at = address; at < address + length;) {
                assertThat(query.call(at, region.address(), region.byteSize())).isEqualTo(48);
                if (region.get(ValueLayout.JAVA_INT, 32) != MEM_FREE) {
                    return true;
                }
                at = region.get(ValueLayout.JAVA_LONG, 0) + region.get(ValueLayout.JAVA_LONG, 24);
            }
        }
        return false;
    }

    /**
     * One of the {@link #figures} of a view is so many bytes. The kernel has none of a file in
     * memory.
     */
    public static void mustHave(View view, String name, long bytes) throws IOException {
        if (!EngineUnderTest.isMemory()) {
            assertThat(figures(view)).containsEntry(name, bytes);
        }
    }

    /**
     * The figures of {@code /proc/self/smaps} for the areas that a range lies in, in bytes; the
     * kernel joins neighbouring mappings of one file, so map nothing else of it meanwhile.
     */
    public static Map<String, Long> figures(View view) throws IOException {
        Map<String, Long> sums = new HashMap<>();
        boolean inside = false;
        for (String line : lines("/proc/self/smaps")) {
            String[] words = line.split("\\s+", -1);
            if (!words[0].endsWith(":")) {
                inside = Area.of(line).overlaps(view.address(), view.length());
            } else if (inside && line.endsWith(" kB")) {
                String name = words[0].substring(0, words[0].length() - 1);
                sums.merge(name, Long.parseLong(words[1]) * 1024, Long::sum);
            }
        }
        if (sums.isEmpty()) {
            throw new AssertionError("the kernel knows nothing at the address of " + view);
        }
        return sums;
    }

    /** How many descriptors of this process lead to a file. */
    public static long openDescriptors(Path file) throws IOException {
        return descriptorsOf(file).size();
    }

    /** The descriptors of this process that lead to a file, as entries of /proc. */
    static List<Path> descriptorsOf(Path file) throws IOException {
        Needs.linux();
        Path real = file.toRealPath();
        List<Path> descriptors;
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            descriptors = new ArrayList<>(entries.toList());
        }
        return descriptors.stream().filter(descriptor -> leadsTo(descriptor, real)).toList();
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1);
    }
}
