package io.fileview.memory;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A mapped range, with or without a segment. */
abstract sealed class MemoryRange implements MappedRange permits SegmentRange, SoftwareRange {
    private final MemoryFile file;
    private final Mapping mapping;
    private volatile long length;
    private volatile boolean mapped = true;

    /** The lock of the file system is held. */
    MemoryRange(MemoryFile file, MapRequest request) {
        this.file = file;
        this.mapping =
                new Mapping(
                        file.node(),
                        request.offset(),
                        request.length(),
                        request.protection(),
                        file.files().behaviour().copiesFollow());
        this.length = request.length();
    }

    final MemoryFile file() {
        return file;
    }

    final Mapping mapping() {
        return mapping;
    }

    /** Ends the life of the segments; the pages stay. */
    abstract void end(String what);

    /** Makes the range longer; if that fails, it is as it was, or {@link #lost}. */
    abstract void lengthen(long newLength) throws IOException;

    @Override
    public final long length() {
        return length;
    }

    @Override
    public final boolean isMapped() {
        return mapped;
    }

    @Override
    public final void unmap() throws IOException {
        end("unmapped");
        mapped = false;
        ByteRange all = new ByteRange(0, length);
        run(Operation.UNMAP, all, () -> new Release(file.files(), mapping).run());
    }

    @Override
    public final BooleanSupplier reclaim() {
        Release release = new Release(file.files(), mapping);
        return () -> {
            release.run();
            return true;
        };
    }

    @Override
    public final void remap(long newLength) throws IOException {
        boolean[] done = new boolean[1];
        try {
            run(
                    Operation.REMAP,
                    new ByteRange(0, newLength),
                    () -> {
                        file.requireAlive();
                        lengthen(newLength);
                        done[0] = true;
                    });
        } catch (IOException failure) {
            if (done[0]) {
                end("remapped");
                lost();
            }
            throw failure;
        }
    }

    final void hasLength(long newLength) {
        length = newLength;
        mapping.length = newLength;
    }

    final void lost() {
        mapped = false;
        new Release(file.files(), mapping).run();
    }

    @Override
    public final void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        run(
                Operation.FLUSH_RANGE,
                range,
                () -> file.flushes().run(inFile(range), durability,
                        file.flushes().seen(live, mapping)));
    }

    @Override
    public final void prefetch(List<ByteRange> ranges) throws IOException {
        for (ByteRange range : ranges) {
            run(
                    Operation.PREFETCH,
                    range,
                    () -> {
                        file.locked(() -> requireCovered(range));
                        PageSpan pages = pages(range);
                        file.transfer().bringIn(pages.first(), pages.end());
                        file.locked(() -> touch(pages));
                    });
        }
    }

    private Void touch(PageSpan pages) {
        for (long page = pages.first(); page < pages.end(); page++) {
            file.node().cache.load(page);
        }
        mapping.touched.add(pages.first(), pages.end());
        return null;
    }

    @Override
    public final boolean advise(ByteRange range, Advice advice) throws IOException {
        return file.files()
                .faults()
                .run(
                        Operation.ADVISE,
                        file.name(),
                        mapping.offset + range.offset(),
                        range.length(),
                        () -> file.files().options().has(Ability.ADVICE)
                                && adviseNow(range, advice));
    }

    private boolean adviseNow(ByteRange range, Advice advice) throws IOException {
        PageSpan pages = pages(range);
        if (advice == Advice.WILL_NEED) {
            try {
                file.transfer().bringIn(pages.first(), pages.end());
            } catch (IOException later) {
                // Whoever needs the page is told.
            }
        } else if (advice == Advice.DO_NOT_NEED) {
            return file.locked(() -> letGo(pages));
        }
        file.requireAlive();
        return true;
    }

    /** Nothing happens where a page is locked. */
    private boolean letGo(PageSpan pages) throws IOException {
        file.requireAlive();
        if (mapping.locked.countWithin(pages.first(), pages.end()) > 0) {
            return false;
        }
        mapping.touched.remove(pages.first(), pages.end());
        file.node().noticeChanges(pages.first(), pages.end(), any -> true);
        for (long page = pages.first(); page < pages.end(); page++) {
            if (!isUsedByOthers(page) && file.node().cache.evict(page)) {
                file.files().evicted();
            }
        }
        return true;
    }

    private boolean isUsedByOthers(long page) {
        return file.node().mappings.stream()
                .filter(other -> other != mapping)
                .anyMatch(
                        other -> other.block == null
                                ? other.touched.contains(page)
                                : page >= other.firstPage() && page < other.endPage());
    }

    @Override
    public final Optional<PageResidency> residency() {
        return file.files().options().has(Ability.RESIDENCY)
                ? Optional.of(new RangePages(this))
                : Optional.empty();
    }

    @Override
    public final Optional<PageLocking> locking() {
        return file.files().options().has(Ability.PAGE_LOCKING)
                ? Optional.of(new RangeLocks(this))
                : Optional.empty();
    }

    @Override
    public final Optional<PrivatePages> privatePages() {
        return file.files().options().has(Ability.PRIVATE_PAGES) && mapping.isCopied()
                ? Optional.of(new RangeCopies(this))
                : Optional.empty();
    }

    final Void requireCovered(ByteRange range) throws IOException {
        long size = file.node().size();
        if (mapping.offset + range.end() > size) {
            long from = Math.max(range.offset(), size - mapping.offset);
            throw new FileShrankException(
                    place(new ByteRange(from, range.end() - from)),
                    "the file has shrunk to " + size + " bytes; offset "
                            + (mapping.offset + from) + " no longer lies within it",
                    null);
        }
        return null;
    }

    final PageSpan pages(ByteRange range) {
        return PageSpan.of(mapping.offset + range.offset(), range.length(), file.pageSize());
    }

    final ByteRange inFile(ByteRange range) {
        return new ByteRange(mapping.offset + range.offset(), range.length());
    }

    final Place place(ByteRange range) {
        return Place.of(file.name(), mapping.offset + range.offset(), range.length());
    }

    final void run(Operation operation, ByteRange range, Faults.Work work) throws IOException {
        file.files()
                .faults()
                .run(operation, file.name(), mapping.offset + range.offset(), range.length(), work);
    }

    /** Names the range. */
    @Override
    public final String toString() {
        return "range of " + file.name() + " [offset " + mapping.offset + ", length " + length
                + "]";
    }

    /** Unmaps pages; leads to no segment. */
    private record Release(MemoryFileSystem files, Mapping mapping) {
        void run() {
            files.locked(
                    () -> {
                        if (mapping.mapped) {
                            release();
                        }
                        return null;
                    });
        }

        private void release() {
            FileNode node = mapping.file;
            boolean alive = node.mappings.contains(mapping);
            if (alive) {
                node.noticeChanges(mapping.firstPage(), mapping.endPage(), mapping::equals);
                RangeLocks.unlock(files, mapping, mapping.firstPage(), mapping.endPage());
                node.mappings.remove(mapping);
            }
            mapping.mapped = false;
            NativeBlock block = mapping.block;
            if (block != null && mapping.isCopied()) {
                block.free();
            } else if (block != null) {
                node.cache.release(block);
            }
        }
    }
}
