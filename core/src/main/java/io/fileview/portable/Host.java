package io.fileview.portable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Facts about the machine that the engine needs and for which the JDK has no API. */
final class Host {
    static final boolean WINDOWS = isOs("windows");
    static final boolean LINUX = isOs("linux");

    /**
     * The size of a page. On Linux the kernel tells it in the auxiliary vector of the process.
     * Elsewhere it takes a native call to ask, so the documented size is used: 16384 on macOS with
     * Apple's processors, otherwise 4096. Only for counting pages.
     */
    static final long PAGE_SIZE = pageSize();

    private static final long AUXV_PAGE_SIZE = 6; // AT_PAGESZ of getauxval(3)

    private static final Path MAPPING_LIMIT = Path.of("/proc/sys/vm/max_map_count");
    private static final Path MAPPINGS = Path.of("/proc/self/maps");

    private Host() {}

    private static boolean isOs(String name) {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith(name);
    }

    private static long pageSize() {
        if (LINUX) {
            try {
                return pageSizeOf(Files.readAllBytes(Path.of("/proc/self/auxv")));
            } catch (IOException | IllegalArgumentException e) {
                // There is no /proc: use the documented size.
            }
        }
        return isOs("mac") && System.getProperty("os.arch", "").equals("aarch64") ? 16384 : 4096;
    }

    /** The vector consists of pairs of machine words: a type and a value. */
    private static long pageSizeOf(byte[] vector) {
        boolean wide = ValueLayout.ADDRESS.byteSize() == Long.BYTES;
        ByteBuffer words = ByteBuffer.wrap(vector).order(ByteOrder.nativeOrder());
        while (words.remaining() >= 2 * ValueLayout.ADDRESS.byteSize()) {
            long type = wide ? words.getLong() : words.getInt();
            long value = wide ? words.getLong() : words.getInt();
            if (type == AUXV_PAGE_SIZE && Long.bitCount(value) == 1) {
                return value;
            }
        }
        throw new IllegalArgumentException("no page size among " + vector.length + " bytes");
    }

    /** The number of mappings that a process may have; empty if there is no such limit. */
    static OptionalLong mappingLimit() {
        // In one read: the kernel returns the number only to a read from the start of the file.
        try (BufferedReader limit = Files.newBufferedReader(MAPPING_LIMIT)) {
            return OptionalLong.of(Long.parseLong(String.valueOf(limit.readLine())));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The number of mappings that this process has. */
    static OptionalLong mappingCount() {
        try (Stream<String> mappings = Files.lines(MAPPINGS, StandardCharsets.ISO_8859_1)) {
            return OptionalLong.of(mappings.count());
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Tells whether the process cannot open another file. This is tried out, because the system's
     * message for it is in the user's language.
     */
    static boolean outOfFileDescriptors() {
        Path readable = Path.of("/dev/null");
        if (WINDOWS || !Files.exists(readable)) {
            return false;
        }
        try {
            Files.newInputStream(readable).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
