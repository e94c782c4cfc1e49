package io.fileview.memory;

import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A range with a segment: of the memory that all ranges of the file share, or of memory of its own. */
final class SegmentRange extends MemoryRange {
    private final MapRequest request;
    private final List<WeakReference<SegmentPart>> parts = new ArrayList<>(); // guarded by itself
    private volatile Arena arena;
    private volatile MemorySegment segment;

    /** The lock of the file system is held. */
    SegmentRange(MemoryFile file, MapRequest request) throws IOException {
        super(file, request);
        this.request = request;
        mapping().block = memory(request.length());
        file.node().mappings.add(mapping());
        this.arena = newArena();
        this.segment = newSegment();
    }

    private NativeBlock memory(long length) throws IOException {
        FileNode node = file().node();
        PageSpan pages = PageSpan.of(request.offset(), length, node.pageSize());
        Optional<NativeBlock> memory =
                mapping().isCopied()
                        ? copy(pages)
                        : node.cache.map(pages.first(), pages.end(),
                                file().files().options().mappable());
        return memory.orElseThrow(
                () -> new MappingLimitException(
                        Place.of(file().name(), request.offset(), length),
                        "cannot be mapped, because the memory engine maps ranges of one file into one piece of memory"
                                + " only where they lie between the same multiples of "
                                + file().files().options().mappable()
                                + " bytes; make its Options.mappable larger",
                        "mappable",
                        file().files().options().mappable(),
                        -1,
                        null));
    }

    /** Memory of its own, with the bytes that the file has now. */
    private Optional<NativeBlock> copy(PageSpan pages) {
        FileNode node = file().node();
        long pageSize = node.pageSize();
        Optional<NativeBlock> memory =
                NativeBlock.allocate(
                        pages.first() * pageSize, (pages.end() - pages.first()) * pageSize,
                        node.pageSize());
        memory.ifPresent(
                own -> {
                    own.fillWithZeros(pages.first(), pages.end());
                    mapping().base.clear();
                    node.forEachPageWithBytes(
                            pages.first(),
                            pages.end(),
                            (page, bytes) -> {
                                own.fill(page, bytes);
                                mapping().base.put(page, bytes);
                            });
                });
        return memory;
    }

    private Arena newArena() {
        return request.confined() ? Arena.ofConfined() : Arena.ofShared();
    }

    private MemorySegment newSegment() {
        return newSegment(request.offset(), mapping().length, arena, request.anchor());
    }

    @SuppressWarnings("restricted")
    private MemorySegment newSegment(long offset, long length, Arena life, Object anchor) {
        NativeBlock block = Objects.requireNonNull(mapping().block);
        // The cleanup does nothing, but it makes the anchor and the memory reachable from every slice.
        MemorySegment bytes =
                MemorySegment.ofAddress(block.address(offset))
                        .reinterpret(length, life,
                                ignored -> Objects.requireNonNull(List.of(anchor, block)));
        return mapping().protection == Protection.READ_ONLY ? bytes.asReadOnly() : bytes;
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.of(segment);
    }

    @Override
    public boolean isAccessible() {
        return segment.isAccessibleBy(Thread.currentThread());
    }

    MappedRange part(io.fileview.ByteRange range, Object anchor) {
        Arena life = Arena.ofShared();
        MemorySegment bytes =
                newSegment(request.offset() + range.offset(), range.length(), life,
                        List.of(this, anchor));
        SegmentPart part = new SegmentPart(this, range, life, bytes);
        synchronized (parts) {
            parts.removeIf(known -> known.get() == null);
            parts.add(new WeakReference<>(part));
        }
        return part;
    }

    @Override
    void end(String what) {
        List<WeakReference<SegmentPart>> known;
        synchronized (parts) {
            known = List.copyOf(parts);
        }
        for (WeakReference<SegmentPart> reference : known) {
            SegmentPart part = reference.get();
            if (part != null && part.isMapped()) {
                part.unmap();
            }
        }
        close(arena, this, what);
    }

    static void close(Arena arena, MappedRange range, String what) {
        try {
            arena.close();
        } catch (WrongThreadException e) {
            throw new WrongThreadException(
                    range + " is confined to the thread that mapped it, and cannot be " + what
                            + " by another; unmap it there",
                    e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    range + " cannot be " + what
                            + ": its segment is in use by a native call or channel I/O of another"
                            + " thread; try again when that has returned",
                    e);
        }
    }

    @Override
    void lengthen(long newLength) throws IOException {
        end("remapped");
        try {
            file().files()
                    .locked(
                            () -> {
                                if (mapping().isCopied()) {
                                    lengthenCopy(newLength);
                                } else {
                                    lengthenShared(newLength);
                                }
                                hasLength(newLength);
                                return null;
                            });
        } finally {
            if (mapping().block != null) {
                arena = newArena();
                segment = newSegment();
            } else {
                lost();
            }
        }
    }

    /** The memory moves unless somebody else has it mapped. */
    private void lengthenShared(long newLength) throws IOException {
        FileNode node = file().node();
        node.noticeChanges(mapping().firstPage(), mapping().endPage(), mapping()::equals);
        node.cache.release(Objects.requireNonNull(mapping().block));
        mapping().block = null;
        try {
            mapping().block = memory(newLength);
        } catch (MappingLimitException failure) {
            mapping().block = memory(mapping().length);
            throw failure;
        }
    }

    private void lengthenCopy(long newLength) throws IOException {
        NativeBlock old = Objects.requireNonNull(mapping().block);
        List<Long> changed = mapping().changedPages(mapping().firstPage(), mapping().endPage());
        NativeBlock longer = memory(newLength);
        changed.forEach(page -> longer.page(page).copyFrom(old.page(page)));
        mapping().block = longer;
        old.free();
    }
}
