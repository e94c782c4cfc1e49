package io.fileview.memory;

import io.fileview.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a file knows of a range of it that is mapped; it leads neither to the segment nor to the anchor of the range.
 * Guarded by the lock of the file system.
 */
final class Mapping {
    final FileNode file;
    final long offset;
    final Protection protection;
    long length;
    boolean mapped = true;

    /** The memory of the range, if it has a segment; its own if it is copy-on-write. */
    @Nullable NativeBlock block;

    /** Of a copy-on-write range with a segment: what the file had in each page when it was copied; no entry for zeros. */
    final Map<Long, byte[]> base = new TreeMap<>();

    /** Of a copy-on-write range without a segment: the pages that were written. */
    final TreeMap<Long, byte[]> copies = new TreeMap<>();

    /** Pages that were used, as far as the range sees that. */
    final PageRuns touched = new PageRuns();

    /** Pages that are locked in memory. */
    final PageRuns locked = new PageRuns();

    /** Whether pages of a copy-on-write range that do not differ show what is written to the file. */
    final boolean follows;

    Mapping(FileNode file, long offset, long length, Protection protection, boolean follows) {
        this.follows = follows;
        this.file = file;
        this.offset = offset;
        this.length = length;
        this.protection = protection;
    }

    boolean isCopied() {
        return protection == Protection.COPY_ON_WRITE;
    }

    /** Whether a program may change the file without a call. */
    boolean changesUnseen() {
        return block != null && protection == Protection.READ_WRITE;
    }

    long firstPage() {
        return offset / file.pageSize();
    }

    long endPage() {
        return length == 0 ? firstPage() : (offset + length - 1) / file.pageSize() + 1;
    }

    /** Pages of a copy-on-write range that differ from the file, among some. */
    List<Long> changedPages(long first, long end) {
        NativeBlock own = block;
        if (own == null) {
            return new ArrayList<>(copies.subMap(first, Math.max(first, end)).keySet());
        }
        List<Long> changed = new ArrayList<>();
        for (long page = first; page < end; page++) {
            if (CachedPage.differs(own.page(page), base.get(page), file.pageSize())) {
                changed.add(page);
            }
        }
        return changed;
    }

    /** Gives a page of a copy-on-write range the bytes of the file. */
    void follow(long page) {
        copies.remove(page);
        NativeBlock own = block;
        if (own != null) {
            byte[] bytes = file.snapshot(page);
            if (bytes == null) {
                base.remove(page);
            } else {
                base.put(page, bytes);
            }
            own.fill(page, bytes);
        }
    }

    /** Pages of a copy-on-write range that nobody has written to show what was written to the file. */
    void followUnchanged(long first, long end) {
        NativeBlock own = block;
        if (own == null || !isCopied() || !follows) {
            return;
        }
        long from = Math.max(first, firstPage());
        long to = Math.min(end, endPage());
        List<Long> changed = changedPages(from, Math.max(from, to));
        for (long page = from; page < to; page++) {
            if (!changed.contains(page)) {
                follow(page);
            }
        }
    }

    /** The file ends before these pages now: whatever was in them has gone. */
    void cutOff(long first) {
        copies.tailMap(first).clear();
        touched.remove(first, Long.MAX_VALUE);
        NativeBlock own = block;
        if (own != null && isCopied()) {
            for (long page = Math.max(first, firstPage()); page < endPage(); page++) {
                base.remove(page);
                own.fill(page, null);
            }
        }
    }
}
