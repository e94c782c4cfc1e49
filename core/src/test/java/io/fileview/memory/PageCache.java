package io.fileview.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a file that are in memory. Where the file is mapped they lie in a {@link NativeBlock}, which programs
 * write to unseen. Guarded by the lock of the file system.
 */
final class PageCache {
    private final int pageSize;
    private final DiskPages disk;
    private final TreeMap<Long, CachedPage> pages = new TreeMap<>();
    private final List<NativeBlock> blocks = new ArrayList<>();

    PageCache(int pageSize, DiskPages disk) {
        this.pageSize = pageSize;
        this.disk = disk;
    }

    @Nullable CachedPage get(long page) {
        return pages.get(page);
    }

    /** Cached pages by number. */
    Map<Long, CachedPage> within(long first, long end) {
        return pages.subMap(first, Math.max(first, end));
    }

    /** The page, brought in from the disk if it was not there. */
    CachedPage load(long page) {
        CachedPage cached = pages.get(page);
        if (cached != null) {
            return cached;
        }
        cached = new CachedPage();
        cached.clean = disk.current(page);
        NativeBlock block = blockAt(page);
        if (block != null) {
            if (!block.isFilled(page)) {
                block.fill(page, cached.clean);
            }
            cached.bytes = block.page(page);
        } else if (cached.clean != null) {
            cached.bytes = MemorySegment.ofArray(cached.clean.clone());
        }
        pages.put(page, cached);
        return cached;
    }

    /** The bytes of a page, to be changed by the caller. */
    MemorySegment change(long page) {
        CachedPage cached = load(page);
        if (cached.bytes == null) {
            cached.bytes = MemorySegment.ofArray(new byte[pageSize]);
        }
        cached.dirty = true;
        return cached.bytes;
    }

    /** Finds pages that were changed through segments. */
    void noticeChanges(long first, long end, long fileSize) {
        for (long page = first; page < end; page++) {
            long length = Math.min(pageSize, fileSize - page * pageSize);
            if (length <= 0) {
                return;
            }
            CachedPage cached = pages.get(page);
            if (cached == null) {
                NativeBlock block = blockAt(page);
                if (block != null
                        && block.isFilled(page)
                        && CachedPage.differs(block.page(page), disk.current(page), length)) {
                    load(page).dirty = true;
                }
            } else if (!cached.dirty && cached.differs(length)) {
                cached.dirty = true;
            }
        }
    }

    /** Makes the file end within a page, or at its start, and frees all pages behind. */
    void truncate(long newSize) {
        long first = (newSize + pageSize - 1) / pageSize;
        pages.tailMap(first).clear();
        for (NativeBlock block : blocks) {
            zero(block, first, Long.MAX_VALUE);
        }
        zeroFrom(newSize);
    }

    /** What lies behind the end of a file in its last page is no part of it. */
    private void zeroFrom(long offset) {
        long page = offset / pageSize;
        long from = offset % pageSize;
        boolean exists = pages.containsKey(page) || disk.current(page) != null;
        if (from > 0 && exists) {
            change(page).asSlice(from).fill((byte) 0);
        }
    }

    /** The file gets longer: what programs may have written behind its end does not become a part of it. */
    void clearBeyond(long oldSize, long newSize) {
        CachedPage last = pages.get(oldSize / pageSize);
        if (last != null && last.bytes != null && oldSize % pageSize > 0) {
            last.bytes.asSlice(oldSize % pageSize).fill((byte) 0);
        }
        long first = (oldSize + pageSize - 1) / pageSize;
        long end = (newSize + pageSize - 1) / pageSize;
        for (NativeBlock block : blocks) {
            zero(block, first, end);
        }
    }

    private void zero(NativeBlock block, long first, long end) {
        long from = Math.max(first, block.start() / pageSize);
        long to = Math.min(end, block.end() / pageSize);
        if (from >= to) {
            return;
        }
        for (long page = block.nextFilled(from); page >= 0 && page < to;
                page = nextFilled(block, page)) {
            if (CachedPage.differs(block.page(page), null, pageSize)) {
                block.fill(page, null);
            }
        }
    }

    private long nextFilled(NativeBlock block, long page) {
        return block.covers(page + 1) ? block.nextFilled(page + 1) : -1;
    }

    /** Drops a page unless it is needed; what the disk has is there when it comes back. */
    boolean evict(long page) {
        CachedPage cached = pages.get(page);
        if (cached == null || cached.dirty || cached.writing || cached.locks > 0) {
            return false;
        }
        pages.remove(page);
        disk.foundAgain(page);
        NativeBlock block = blockAt(page);
        byte[] current = disk.current(page);
        // Only a page that could not be written differs. Others are left alone: a program may be writing to them.
        if (block != null && !CachedPage.isSame(current, cached.clean, pageSize)) {
            block.fill(page, current);
        }
        return true;
    }

    private @Nullable NativeBlock blockAt(long page) {
        for (NativeBlock block : blocks) {
            if (block.covers(page)) {
                return block;
            }
        }
        return null;
    }

    /**
     * Memory for pages that are to be mapped, with the bytes of the file; to be released. Empty if they would have to
     * lie in two places at once, or there is no memory.
     *
     * @param unit blocks start and end at multiples of so many bytes
     */
    Optional<NativeBlock> map(long first, long end, long unit) {
        NativeBlock block = blockAt(first);
        if (block == null) {
            block = newBlock(first, end, unit);
        }
        if (block == null || block.end() / pageSize < end) {
            return Optional.empty();
        }
        for (long page : disk.within(first, end)) {
            if (!block.isFilled(page)) {
                block.fill(page, disk.current(page));
            }
        }
        block.fillWithZeros(first, end);
        block.use();
        return Optional.of(block);
    }

    private @Nullable NativeBlock newBlock(long first, long end, long unit) {
        if (end > Long.MAX_VALUE / pageSize) {
            return null;
        }
        long start = first * pageSize / unit * unit;
        long units = (end * pageSize - 1 - start) / unit + 1;
        long size = units * unit;
        if (start + size < 0 || blocks.stream()
                .anyMatch(other -> other.start() < start + size && start < other.end())) {
            return null;
        }
        NativeBlock block = NativeBlock.allocate(start, size, pageSize).orElse(null);
        if (block == null) {
            return null;
        }
        blocks.add(block);
        for (Map.Entry<Long, CachedPage> entry : within(start / pageSize, (start + size) / pageSize)
                .entrySet()) {
            CachedPage cached = entry.getValue();
            block.fill(entry.getKey(),
                    cached.bytes == null ? null : cached.copy(pageSize, pageSize));
            cached.bytes = block.page(entry.getKey());
        }
        return block;
    }

    /** A range that lay in a block has gone. */
    void release(NativeBlock block) {
        if (block.release()) {
            leave(block);
            block.free();
        }
    }

    /** Leaves all blocks to the ranges that are mapped there. */
    void leaveBlocks() {
        for (NativeBlock block : List.copyOf(blocks)) {
            leave(block);
        }
    }

    private void leave(NativeBlock block) {
        if (blocks.remove(block)) {
            for (CachedPage cached : within(block.start() / pageSize, block.end() / pageSize)
                    .values()) {
                cached.bytes = MemorySegment.ofArray(cached.copy(pageSize, pageSize));
            }
        }
    }
}
