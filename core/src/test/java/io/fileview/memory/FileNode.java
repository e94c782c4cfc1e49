package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileStatus;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A regular file, or memory without a name. Guarded by the lock of its file system, which the callers hold. */
final class FileNode extends Node {
    static final int OWNER_ONLY = 0600;

    private final int pageSize;
    private final Space space;

    final DiskPages disk;
    final PageCache cache;
    final ByteLocks locks = new ByteLocks();
    final WriteErrors errors = new WriteErrors();
    final List<Mapping> mappings = new ArrayList<>();

    /** Pages that have got room. */
    private final PageRuns allocated = new PageRuns();

    private long size;
    private boolean counted = true;

    /** How many have the file open. */
    int openings;

    String ownerId = Behaviour.USER;
    String groupId = Behaviour.USER;
    int permissions = 0644;

    final NodeAttribute attribute = new NodeAttribute();

    /** Whether there is no disk behind it. */
    final boolean isMemory;

    FileNode(long number, long birth, Options options, Space space,
            boolean isMemory) {
        super(number, birth);
        this.pageSize = options.pageSize();
        this.space = space;
        this.isMemory = isMemory;
        this.disk = new DiskPages(pageSize, options.sectorSize());
        this.cache = new PageCache(pageSize, disk);
    }

    /** Nobody gives files away here, so the copy keeps its group. */
    void copyPermissionsOf(FileNode model) {
        int ofOthers = model.permissions & (model.permissions >> 3) & 06;
        permissions =
                OWNER_ONLY
                        | (groupId.equals(model.groupId)
                                ? model.permissions & 0666
                                : ofOthers << 3 | ofOthers);
    }

    @Override
    String kind() {
        return "a regular file";
    }

    FileStatus status(FileIdentity identity, Options options) {
        return options.has(Ability.OWNERS)
                ? new FileStatus(identity, size, OptionalInt.of(links), Optional.of(ownerId),
                        Optional.of(groupId), OptionalInt.of(permissions))
                : FileStatus.unknown(identity, size);
    }

    int pageSize() {
        return pageSize;
    }

    long size() {
        return size;
    }

    /** The number of pages that so many bytes take. */
    long pages(long bytes) {
        return bytes == 0 ? 0 : (bytes - 1) / pageSize + 1;
    }

    /** Reads bytes; all of them lie in the file. */
    void read(long offset, MemorySegment into) {
        long length = into.byteSize();
        for (long done = 0; done < length;) {
            long page = (offset + done) / pageSize;
            long within = (offset + done) % pageSize;
            long count = Math.min(pageSize - within, length - done);
            MemorySegment bytes = cache.load(page).bytes;
            if (bytes == null) {
                into.asSlice(done, count).fill((byte) 0);
            } else {
                MemorySegment.copy(bytes, within, into, done, count);
            }
            done += count;
        }
    }

    /** Writes bytes, which extends the file if necessary; there is room for them. */
    void write(long offset, MemorySegment from) {
        long length = from.byteSize();
        if (length == 0) {
            return;
        }
        if (offset + length > size) {
            setLarger(offset + length);
        }
        for (long done = 0; done < length;) {
            long page = (offset + done) / pageSize;
            long within = (offset + done) % pageSize;
            long count = Math.min(pageSize - within, length - done);
            MemorySegment.copy(from, done, cache.change(page), within, count);
            done += count;
        }
        for (Mapping mapping : mappings) {
            mapping.followUnchanged(offset / pageSize, pages(offset + length));
        }
    }

    void setLarger(long newSize) {
        cache.clearBeyond(size, newSize);
        size = newSize;
    }

    void truncate(long newSize) {
        noticeChanges(0, pages(newSize), any -> true);
        size = newSize;
        long first = pages(newSize);
        cache.truncate(newSize);
        disk.free(first);
        disk.lowestSize = Math.min(disk.lowestSize, newSize);
        give(allocated.remove(first, Long.MAX_VALUE));
        for (Mapping mapping : mappings) {
            mapping.cutOff(first);
        }
    }

    /** Finds what was changed through the segments of some mappings. */
    void noticeChanges(long first, long end, Predicate<Mapping> which) {
        for (Mapping mapping : mappings) {
            if (mapping.changesUnseen() && which.test(mapping)) {
                cache.noticeChanges(
                        Math.max(first, mapping.firstPage()), Math.min(end, mapping.endPage()),
                        size);
            }
        }
    }

    void noticeChanges() {
        noticeChanges(0, Long.MAX_VALUE, any -> true);
    }

    /** What the cache has of a range. */
    CacheCounts cached(ByteRange range) {
        long first = range.offset() / pageSize;
        long end = range.length() == 0 ? first : pages(range.end());
        noticeChanges(first, end, any -> true);
        long dirty = 0;
        long writing = 0;
        long cached = 0;
        for (CachedPage page : cache.within(first, end).values()) {
            cached++;
            dirty += page.dirty ? 1 : 0;
            writing += page.writing ? 1 : 0;
        }
        return new CacheCounts(end - first, cached, dirty, writing, 0, 0);
    }

    /** The bytes of a page as they are now, never to be changed; null for zeros. */
    byte @Nullable [] snapshot(long page) {
        noticeChanges(page, page + 1, any -> true);
        CachedPage cached = cache.get(page);
        if (cached == null) {
            return disk.current(page);
        }
        return cached.dirty ? cached.copy(pageSize, pageSize) : cached.clean;
    }

    /** Goes through all pages that are not only zeros, or may not be. */
    void forEachPageWithBytes(long first, long end, BiConsumer<Long, byte[]> action) {
        noticeChanges(first, end, any -> true);
        TreeSet<Long> numbers = new TreeSet<>(disk.within(first, end));
        numbers.addAll(cache.within(first, end).keySet());
        for (long page : numbers) {
            byte[] bytes = snapshot(page);
            if (bytes != null) {
                action.accept(page, bytes);
            }
        }
    }

    /** Pages that cannot be had without asking the disk. */
    List<Long> missing(long first, long end) {
        List<Long> missing = new ArrayList<>();
        for (long page : disk.within(first, Math.min(end, pages(size)))) {
            if (cache.get(page) == null) {
                missing.add(page);
            }
        }
        for (PageRuns.Run run : disk.bad.within(first, Math.min(end, pages(size)))) {
            for (long page = run.first(); page < run.end(); page++) {
                if (cache.get(page) == null && !missing.contains(page)) {
                    missing.add(page);
                }
            }
        }
        return missing;
    }

    /** Gives pages room; false if there is none for all of them, and none gets any then. */
    boolean allocate(long first, long end) {
        long count = end - first - allocated.countWithin(first, end);
        if (counted && !isMemory && !space.take(count)) {
            return false;
        }
        allocated.add(first, end);
        return true;
    }

    private void give(long pages) {
        if (counted && !isMemory) {
            space.give(pages);
        }
    }

    /** Gives its room back if nothing leads to it any more. */
    boolean releaseIfUnused() {
        if (links > 0 || openings > 0 || !counted) {
            return false;
        }
        space.give(isMemory ? 0 : allocated.count());
        counted = false;
        return true;
    }

    /** From now on it takes no room: the power was cut. */
    void belongsToThePast() {
        counted = false;
    }

    /** Becomes what a power cut has left of a file. */
    void restore(FileNode before, RandomGenerator random) {
        ownerId = before.ownerId;
        groupId = before.groupId;
        permissions = before.permissions;
        attribute.restore(before.attribute, random);
        size = before.disk.sizeAfterCut(before.size, random);
        disk.stabilizeSize(size);
        boolean truncated = before.disk.isTruncated(before.size, size, random);
        for (long page : before.pagesToRestore()) {
            byte[] bytes =
                    before.disk.afterCut(page, before.onTheWay(page), truncated, random);
            long length = Math.min(pageSize, size - page * pageSize);
            if (bytes != null && length > 0) {
                disk.put(page, Arrays.copyOf(Arrays.copyOf(bytes, (int) length), pageSize));
                allocated.add(page, page + 1);
            }
        }
        before.allocated.within(0, pages(size))
                .forEach(run -> allocated.add(run.first(), run.end()));
        before.disk.bad.within(0, pages(size)).forEach(run -> disk.bad.add(run.first(), run.end()));
        space.countAnyway(allocated.count());
        before.counted = false;
    }

    private Iterable<Long> pagesToRestore() {
        TreeSet<Long> numbers = new TreeSet<>(disk.numbers());
        cache.within(0, Long.MAX_VALUE)
                .forEach(
                        (page, cached) -> {
                            if (cached.dirty || cached.writing) {
                                numbers.add(page);
                            }
                        });
        return numbers;
    }

    /** What of a page may have reached the disk by itself, or was just being sent there. */
    private List<byte[]> onTheWay(long page) {
        List<byte[]> contents = new ArrayList<>();
        CachedPage cached = cache.get(page);
        if (cached != null && cached.writing && cached.clean != null) {
            contents.add(cached.clean);
        }
        if (cached != null && cached.dirty) {
            contents.add(copy(page, cached));
        }
        return contents;
    }

    /** The bytes of a page, with zeros behind the end of the file. */
    byte[] copy(long page, CachedPage cached) {
        return cached.copy(pageSize, Math.clamp(size - page * pageSize, 0, pageSize));
    }
}
