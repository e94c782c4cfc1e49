package io.fileview.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What the disk has of a file: for each page the bytes that no power cut takes any more, and later ones that may or may
 * not have arrived. Bytes are never changed in place, so that others may keep them; null stands for zeros without a
 * block. Guarded by the lock of the file system.
 */
final class DiskPages {
    private final int pageSize;
    private final int sectorSize;
    private final TreeMap<Long, DiskPage> pages = new TreeMap<>();

    /** Pages that the disk cannot read. */
    final PageRuns bad = new PageRuns();

    /** The size that no power cut takes any more. */
    long size;

    /** The smallest size that the file has had since {@link #size} was its size. */
    long lowestSize;

    private static final class DiskPage {
        /** What is there for sure. */
        byte @Nullable [] stable;

        /** What was sent to the disk since then. */
        final List<byte @Nullable []> sent = new ArrayList<>();

        /** What the disk gives back now. */
        byte @Nullable [] current;

        /** Whether the first write failed, and later ones go nowhere (see {@link Behaviour#losesFailedFirstWrites}). */
        boolean lost;
    }

    DiskPages(int pageSize, int sectorSize) {
        this.pageSize = pageSize;
        this.sectorSize = sectorSize;
    }

    byte @Nullable [] current(long page) {
        DiskPage at = pages.get(page);
        return at == null ? null : at.current;
    }

    byte @Nullable [] stable(long page) {
        DiskPage at = pages.get(page);
        return at == null ? null : at.stable;
    }

    /** The pages of a run that are no holes. */
    List<Long> within(long first, long end) {
        List<Long> found = new ArrayList<>();
        for (Map.Entry<Long, DiskPage> entry : pages.subMap(first, Math.max(first, end))
                .entrySet()) {
            if (entry.getValue().current != null) {
                found.add(entry.getKey());
            }
        }
        return found;
    }

    /** The disk has taken a page. */
    void written(long page, byte[] bytes) {
        DiskPage at = at(page);
        bad.remove(page, page + 1);
        if (!at.lost) {
            at.sent.add(bytes);
            at.current = bytes;
        }
    }

    /** The disk has failed to take a page: sectors of it may have arrived. */
    void failed(long page, byte[] bytes, boolean losesFailedFirstWrites) {
        DiskPage at = at(page);
        if (at.current == null && losesFailedFirstWrites) {
            at.lost = true;
        } else {
            at.sent.add(bytes);
        }
    }

    boolean isLost(long page) {
        DiskPage at = pages.get(page);
        return at != null && at.lost;
    }

    /** The page has another block, or the cache has forgotten that its block was not written. */
    void foundAgain(long page) {
        DiskPage at = pages.get(page);
        if (at != null) {
            at.lost = false;
        }
    }

    /** Frees the blocks from a page on. */
    void free(long first) {
        for (DiskPage at : pages.tailMap(first).values()) {
            at.lost = false;
            if (at.current != null || !at.sent.isEmpty()) {
                at.sent.add(null);
                at.current = null;
            }
        }
        bad.remove(first, Long.MAX_VALUE);
    }

    /** The disk has emptied its cache of these pages. */
    void stabilize(long first, long end) {
        for (DiskPage at : pages.subMap(first, end).values()) {
            at.stable = at.current;
            at.sent.clear();
        }
    }

    /** The size, and with it what was truncated, is there for sure. */
    void stabilizeSize(long newSize) {
        size = newSize;
        lowestSize = newSize;
        for (DiskPage at : pages.values()) {
            if (at.current == null && !at.sent.isEmpty() && at.sent.getLast() == null) {
                at.stable = null;
                at.sent.clear();
            }
        }
    }

    private DiskPage at(long page) {
        return pages.computeIfAbsent(page, any -> new DiskPage());
    }

    /** Everything as it is on a disk that nobody has written to since it was flushed. */
    void put(long page, byte[] bytes) {
        DiskPage at = at(page);
        at.stable = bytes;
        at.current = bytes;
    }

    /** All pages that there may be something of. */
    Set<Long> numbers() {
        return pages.keySet();
    }

    /**
     * What a power cut leaves of a page: sector by sector one of the contents that it may have, but never sectors from
     * before and after its block was freed.
     *
     * @param cached what the cache had and the disk had not taken yet
     * @param truncated whether the truncation, if there was one, is there
     */
    byte @Nullable [] afterCut(
            long page, List<byte[]> cached, boolean truncated, RandomGenerator random) {
        DiskPage at = pages.get(page);
        List<byte @Nullable []> contents = new ArrayList<>();
        if (at == null) {
            contents.add(null);
        } else {
            contents.add(at.stable);
            contents.addAll(at.sent);
        }
        if (at == null || !at.lost) {
            contents.addAll(cached);
        }
        if (contents.size() == 1) {
            return contents.getFirst();
        }
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int i = 1; i < contents.size(); i++) {
            if (contents.get(i) == null) {
                starts.add(i);
            }
        }
        int block = 0;
        if (truncated && starts.size() > 1) {
            block = 1 + random.nextInt(starts.size() - 1);
        }
        int from = starts.get(block);
        int to = block + 1 < starts.size() ? starts.get(block + 1) : contents.size();
        byte[] bytes = new byte[pageSize];
        for (int sector = 0; sector < pageSize; sector += sectorSize) {
            byte[] source = contents.get(from + random.nextInt(to - from));
            if (source != null) {
                System.arraycopy(source, sector, bytes, sector, sectorSize);
            }
        }
        return bytes;
    }

    /**
     * Whether a power cut leaves a truncation. A file system frees blocks only once the size is
     * there, so no page is freed if the size is that from before.
     */
    boolean isTruncated(long now, long afterCut, RandomGenerator random) {
        if (lowestSize < size && (afterCut < size || now < size)) {
            return afterCut < size;
        }
        return random.nextBoolean();
    }

    /** What a power cut leaves of the size. */
    long sizeAfterCut(long now, RandomGenerator random) {
        if (now == size && lowestSize == size) {
            return size;
        }
        return switch (random.nextInt(4)) {
            case 0 -> size;
            case 1 -> lowestSize;
            case 2 -> now;
            default -> now > lowestSize ? lowestSize + random.nextLong(now - lowestSize) : now;
        };
    }
}
