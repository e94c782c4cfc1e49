package io.fileview.proc;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.OptionalLong;

/**
 * The size of a page, and the limit and number of this process's mappings. Unaffected by interrupts
 * of the calling thread.
 */
public final class MemoryLimits {
    private static final long AT_PAGESZ = 6; // getauxval(3)
    private static final int BUFFER = 1 << 16;

    private MemoryLimits() {}

    /** Returns the size of a page in bytes; empty if {@code /proc} is not mounted. */
    public static OptionalLong pageSize() {
        try {
            return pageSize(ByteBuffer.wrap(Files.readAllBytes(ProcFiles.at("/proc/self/auxv"))));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** The auxiliary vector consists of pairs of machine words, a key and a value. */
    private static OptionalLong pageSize(ByteBuffer vector) {
        vector.order(ByteOrder.nativeOrder());
        int word = (int) ValueLayout.ADDRESS.byteSize();
        while (vector.remaining() >= 2 * word) {
            long key = word == Long.BYTES ? vector.getLong() : vector.getInt();
            long value = word == Long.BYTES ? vector.getLong() : vector.getInt();
            if (key == AT_PAGESZ && Long.bitCount(value) == 1) {
                return OptionalLong.of(value);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Returns the maximum number of mappings of a process ({@code vm.max_map_count}); empty if
     * unknown.
     */
    public static OptionalLong mappingLimit() {
        // A file of /proc/sys can be read from its start only, so it is read line by line.
        try (BufferedReader limit = reader("/proc/sys/vm/max_map_count")) {
            return OptionalLong.of(Long.parseLong(String.valueOf(limit.readLine()).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Returns the number of mappings of this process; empty if unknown. */
    public static OptionalLong mappingCount() {
        long lines = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream mappings = new FileInputStream(ProcFiles.at("/proc/self/maps").toFile())) {
            for (int read = mappings.read(buffer); read > 0; read = mappings.read(buffer)) {
                for (int i = 0; i < read; i++) {
                    if (buffer[i] == '\n') {
                        lines++;
                    }
                }
            }
        } catch (IOException e) {
            return OptionalLong.empty();
        }
        // A sandbox may show an empty file.
        return lines == 0 ? OptionalLong.empty() : OptionalLong.of(lines);
    }

    /** Unlike {@code Files.lines}, this reader is not closed by an interrupt. */
    private static BufferedReader reader(String file) throws IOException {
        return Files.newBufferedReader(ProcFiles.at(file), StandardCharsets.ISO_8859_1);
    }
}
