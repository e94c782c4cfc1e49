package io.fileview.proc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process has ever used pages of its address space, without using them now ({@code
 * /proc/self/pagemap}). Unaffected by interrupts of the calling thread.
 */
public final class TouchedPages implements AutoCloseable {
    private static final String PAGEMAP = "/proc/self/pagemap";
    private static final long PRESENT_OR_SWAPPED = 3L << 62;
    private static final long FILE_OR_SHARED = 1L << 61;

    private final long pageSize;
    private final @Nullable RandomAccessFile pagemap; // null if unavailable

    private TouchedPages(long pageSize, @Nullable RandomAccessFile pagemap) {
        this.pageSize = pageSize;
        this.pagemap = pagemap;
    }

    /** Opens the page table; where that is impossible, every page may have been used. */
    public static TouchedPages open(long pageSize) {
        try {
            return new TouchedPages(pageSize,
                    new RandomAccessFile(ProcFiles.at(PAGEMAP).toFile(), "r"));
        } catch (IOException e) {
            return new TouchedPages(pageSize, null);
        }
    }

    /** Returns false only if no page of a range is in the page table or in the swap space. */
    public boolean mayBe(long address, long length) {
        if (length == 0) {
            return true;
        }
        long first = address / pageSize;
        long pages = (address + length - 1) / pageSize + 1 - first;
        ByteBuffer table = entries(first, Math.toIntExact(pages));
        while (table != null && table.hasRemaining()) {
            if ((table.getLong() & PRESENT_OR_SWAPPED) != 0) {
                return true;
            }
        }
        return table == null;
    }

    /**
     * Returns the pages that are memory of this process and no pages of a file, counted from the
     * first; none if that is unknown.
     */
    public BitSet privateOnes(long address, int pages) {
        BitSet found = new BitSet();
        ByteBuffer table = entries(address / pageSize, pages);
        for (int page = 0; table != null && page < pages; page++) {
            long entry = table.getLong();
            found.set(page, (entry & PRESENT_OR_SWAPPED) != 0 && (entry & FILE_OR_SHARED) == 0);
        }
        return found;
    }

    private @Nullable ByteBuffer entries(long firstPage, int pages) {
        if (pagemap == null) {
            return null;
        }
        byte[] entries = new byte[Math.multiplyExact(pages, Long.BYTES)];
        try {
            pagemap.seek(firstPage * Long.BYTES);
            pagemap.readFully(entries);
        } catch (IOException e) {
            return null;
        }
        return ByteBuffer.wrap(entries).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        if (pagemap != null) {
            try {
                pagemap.close();
            } catch (IOException e) {
                // Nothing was written to it.
            }
        }
    }
}
