package io.fileview.portable;

import java.io.BufferedReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
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

/** What the engine has to know of the machine it runs on, and the JDK does not tell. */
final class Host {
    static final boolean WINDOWS = isOs("windows");
    static final boolean LINUX = isOs("linux");

    /**
     * The size of a page. On Linux the kernel's own word, from the auxiliary vector of the process.
     * Elsewhere nothing can be asked without a native call, and it is what the makers of the system
     * document: 16384 on macOS with Apple's processors, otherwise 4096. Only for counting pages.
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
                // No /proc here: count in the documented size.
            }
        }
        return isOs("mac") && System.getProperty("os.arch", "").equals("aarch64") ? 16384 : 4096;
    }

    /** The vector is pairs of machine words: a type and a value. */
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

    /** Mappings that a process may have; empty where there is no such limit. */
    static OptionalLong mappingLimit() {
        // In one read: the kernel gives such a file's number only to a read from its start.
        try (BufferedReader limit = Files.newBufferedReader(MAPPING_LIMIT)) {
            return OptionalLong.of(Long.parseLong(String.valueOf(limit.readLine())));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Mappings that this process has. */
    static OptionalLong mappingCount() {
        try (Stream<String> mappings = Files.lines(MAPPINGS, StandardCharsets.ISO_8859_1)) {
            return OptionalLong.of(mappings.count());
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Tells whether the process cannot open the two files that a mapping takes. Tried out, because
     * the system's sentence for it comes in the user's language.
     */
    static boolean outOfFileDescriptors() {
        Path readable = Path.of("/dev/null");
        if (WINDOWS || !Files.exists(readable)) {
            return false;
        }
        try (InputStream first = Files.newInputStream(readable);
                InputStream second = Files.newInputStream(readable)) {
            return first.equals(second);
        } catch (IOException e) {
            return true;
        }
    }
}
