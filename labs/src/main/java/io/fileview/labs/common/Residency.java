package io.fileview.labs.common;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;

/** Which pages of files are in memory, asked of the kernel and not of Fileview ({@code mincore(2)}). */
public final class Residency {
    private Residency() {}

    /**
     * Finds the pages of a file that are in memory.
     *
     * @param file the file
     * @return a bit for each page
     * @throws IOException if it cannot be opened
     */
    public static BitSet pages(Path file) throws IOException {
        BitSet resident = new BitSet();
        long size = Files.size(file);
        if (size == 0) {
            return resident;
        }
        try (FileChannel channel = FileChannel.open(file);
                Arena arena = Arena.ofConfined()) {
            MemorySegment mapping = channel.map(MapMode.READ_ONLY, 0, size, arena);
            MemorySegment pages = arena.allocate(Math.ceilDiv(size, PageSize.BYTES));
            LibraryCalls.mincore(mapping, pages);
            for (int page = 0; page < pages.byteSize(); page++) {
                if ((pages.get(JAVA_BYTE, page) & 1) != 0) {
                    resident.set(page);
                }
            }
        }
        return resident;
    }

    /**
     * Counts the bytes of files that are in memory, in whole pages.
     *
     * @param files the files; those that do not exist have none
     * @return the number of bytes
     * @throws IOException if one cannot be opened
     */
    public static long bytes(Collection<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                bytes += (long) pages(file).cardinality() * PageSize.BYTES;
            }
        }
        return bytes;
    }
}
