package io.fileview.proc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process has ever used pages of its address space, without using them now ({@code
 * /proc/self/pagemap}). Unaffected by interrupts of the calling thread.
 */
public final class TouchedPages implements AutoCloseable {
    private static final String PAGEMAP = "/proc/self/pagemap";
    private static final long PRESENT_OR_SWAPPED = 3L << 62;

    private final long pageSize;
    private final @Nullable RandomAccessFile pagemap; // null if unavailable

    private TouchedPages(long pageSize, @Nullable RandomAccessFile pagemap) {
        this.pageSize = pageSize;
        this.pagemap = pagemap;
    }

    /** Opens the page table; where that is impossible, every page may have been used. */
    public static TouchedPages open(long pageSize) {
        try {
            return new TouchedPages(pageSize, new RandomAccessFile(PAGEMAP, "r"));
        } catch (IOException e) {
            return new TouchedPages(pageSize, null);
        }
    }

    /** Returns false only if no page of a range is in the page table or in the swap space. */
    public boolean mayBe(long address, long length) {
        if (pagemap == null || length == 0) {
            return true;
        }
        long first = address / pageSize;
        long pages = (address + length - 1) / pageSize + 1 - first;
        byte[] entries = new byte[Math.toIntExact(pages * Long.BYTES)];
        try {
            pagemap.seek(first * Long.BYTES);
            pagemap.readFully(entries);
        } catch (IOException e) {
            return true;
        }
        ByteBuffer table = ByteBuffer.wrap(entries).order(ByteOrder.nativeOrder());
        while (table.hasRemaining()) {
            if ((table.getLong() & PRESENT_OR_SWAPPED) != 0) {
                return true;
            }
        }
        return false;
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
