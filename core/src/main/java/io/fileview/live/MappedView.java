package io.fileview.live;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.events.Events;
import io.fileview.events.RunningEvent;
import io.fileview.guarded.GuardedAccess;
import io.fileview.guarded.mapped.GuardedRange;
import io.fileview.guarded.mapped.MappedAccess;
import io.fileview.guarded.mapped.PageErrors;
import io.fileview.guarded.mapped.PrivateAccess;
import io.fileview.guarded.mapped.SoftwareAccess;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageMap;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PageLocking;
import io.fileview.spi.PageResidency;
import io.fileview.spi.SoftwarePages;
import io.fileview.spi.SystemCopies;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner.Cleanable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A view from {@link #map} to {@link #close}. Calls on its range pass a gate, so that none is in
 * progress when the range is unmapped. Its segment keeps it reachable if the engine supports that;
 * if it is leaked, {@link LiveView} unmaps it.
 */
public final class MappedView implements GuardedRange {
    private final CountedFile opening;
    private final MappedRange range;
    private final Protection protection;
    private final LiveView live;
    private final ViewGate gate;
    private final PageErrors errors = new PageErrors(this);
    private final Cleanable cleanable;

    /** The program's view object, which must stay reachable together with this one. */
    private final Object holder;

    private MappedView(
            CountedFile opening,
            MappedRange range,
            long offset,
            Protection protection,
            Function<MappedView, Object> holder) {
        this.opening = opening;
        this.range = range;
        this.protection = protection;
        this.gate = new ViewGate(this, opening.waitLimit());
        this.live =
                LiveView.of(
                        opening,
                        offset,
                        addressOf(range),
                        range.length(),
                        protection == Protection.READ_WRITE && !opening.isMemory(),
                        range.reclaim());
        this.holder = holder.apply(this);
        this.cleanable = Leaks.register(this, live);
    }

    /**
     * Maps a range.
     *
     * @param opening the file, which this call retains until the view is unmapped
     * @param holder creates the program's view object
     */
    public static MappedView map(
            CountedFile opening,
            ByteRange bytes,
            Protection protection,
            boolean confined,
            Function<MappedView, Object> holder)
            throws IOException {
        StackRoom.require();
        LiveView.reclaimLeaked();
        RunningEvent event = Events.map();
        AtomicReference<@Nullable MappedView> anchor = new AtomicReference<>();
        MappedView view =
                mapUnregistered(
                        opening,
                        new MapRequest(
                                bytes.offset(), bytes.length(), protection, confined, anchor),
                        holder);
        try {
            anchor.set(view);
            view.live.mappedAs(view);
            LiveViews.add(view.live);
        } catch (Throwable failure) {
            view.abandon();
            throw failure;
        }
        Events.end(event, opening.name(), bytes.offset(), bytes.length());
        return view;
    }

    /** If this throws, nothing is mapped and the file is not retained. */
    private static MappedView mapUnregistered(
            CountedFile opening, MapRequest request, Function<MappedView, Object> holder)
            throws IOException {
        opening.retain();
        try {
            MappedRange range = opening.map(request);
            try {
                return new MappedView(
                        opening, range, request.offset(), request.protection(), holder);
            } catch (Throwable failure) {
                range.unmap();
                throw failure;
            }
        } catch (Throwable failure) {
            opening.release();
            throw failure;
        }
    }

    private static long addressOf(MappedRange range) {
        if (range.length() == 0) {
            return LiveViews.NO_ADDRESS;
        }
        return range.segment().map(MemorySegment::address).orElse(LiveViews.NO_ADDRESS);
    }

    public Object holder() {
        return holder;
    }

    MappedRange range() {
        return range;
    }

    public CountedFile opening() {
        return opening;
    }

    public Protection protection() {
        return protection;
    }

    /** Returns whether writing to the view changes a file. */
    public boolean dirtiesFile() {
        return live.dirtiesFile();
    }

    public GuardedAccess guarded() {
        boolean inSoftware = gate.seen(() -> range.softwarePages().isPresent());
        if (protection != Protection.COPY_ON_WRITE) {
            return inSoftware ? new SoftwareAccess(this) : new MappedAccess(this, errors);
        }
        PrivateWrites limit = new PrivateWrites(this, PrivateMemory.OF_PROCESS);
        return inSoftware
                ? new PrivateAccess(this, new SoftwareAccess(this), limit)
                : new PrivateAccess(this, new MappedAccess(this, errors), limit);
    }

    @Override
    public MemorySegment segment() {
        return gate.seen(
                () -> range.segment()
                        .orElseThrow(
                                () -> new UnsupportedOperationException(
                                        this
                                                + " has no segment, because the engine "
                                                + opening.engine().name()
                                                + " keeps its pages in software; use guarded()")));
    }

    @Override
    public Optional<SoftwarePages> softwarePages() {
        return gate.seen(range::softwarePages);
    }

    @Override
    public Optional<SystemCopies> systemCopies() {
        return gate.seen(range::systemCopies);
    }

    @Override
    public void keepingMapped(Use use) throws IOException {
        gate.runUninterruptibly(use::make);
    }

    public long address() {
        return live.address();
    }

    @Override
    public long offset() {
        return live.offset();
    }

    @Override
    public long length() {
        return live.length();
    }

    @Override
    public boolean isWritable() {
        return protection != Protection.READ_ONLY;
    }

    @Override
    public String fileName() {
        return opening.name();
    }

    @Override
    public long fileSize() throws IOException {
        return gate.call(() -> opening.engineFile().size());
    }

    @Override
    public long pageSize() {
        return opening.engineFile().pageSize();
    }

    public boolean isMapped() {
        return gate.isMapped() && range.isMapped();
    }

    public PageErrors errors() {
        return errors;
    }

    public void flush(ByteRange bytes, Durability durability) throws IOException {
        if (protection == Protection.COPY_ON_WRITE || opening.isMemory()) {
            gate.run(this::requireNothingToFlush);
            return;
        }
        ByteRange inFile = new ByteRange(offset() + bytes.offset(), bytes.length());
        gate.run(
                () -> opening.flush(
                        inFile,
                        durability,
                        () -> range.flush(
                                bytes, durability, opening.file().liveRanges(opening))));
    }

    private void requireNothingToFlush() {
        if (range.isPart()) {
            throw new UnsupportedOperationException(
                    this
                            + " belongs to a commit mapping: its changes become durable with commit,"
                            + " not with a flush");
        }
    }

    /** Returns the ranges of the view that a requested flush failed to make durable. */
    public List<ByteRange> pending() {
        long start = offset();
        return opening.file().flushes().debt().pending(start, start + length()).stream()
                .map(bytes -> new ByteRange(bytes.offset() - start, bytes.length()))
                .toList();
    }

    @Override
    public Optional<String> otherHandlerOfPageErrors() {
        return Engines.otherHandlerOfPageErrors();
    }

    @Override
    public void prefetch(ByteRange bytes) throws IOException {
        gate.run(() -> range.prefetch(List.of(bytes)));
    }

    @Override
    public boolean lacksRoomInMemory() {
        return opening.engineFile().lacksRoomInMemory();
    }

    public void prefetch(List<ByteRange> ranges) throws IOException {
        RunningEvent event = Events.prefetch();
        gate.run(() -> range.prefetch(ranges));
        Events.end(
                event,
                opening.name(),
                offset() + ranges.stream().mapToLong(ByteRange::offset).min().orElse(0),
                ranges.stream().mapToLong(ByteRange::length).sum());
    }

    public boolean advise(ByteRange bytes, Advice advice) throws IOException {
        return gate.call(() -> GarbageViews.closedAtLimit(() -> range.advise(bytes, advice)));
    }

    public void lock(ByteRange bytes) throws IOException {
        gate.run(
                () -> GarbageViews.closedAtLimit(
                        () -> {
                            locking().lock(bytes);
                            return true;
                        }));
    }

    public void unlock(ByteRange bytes) throws IOException {
        gate.run(
                () -> GarbageViews.closedAtLimit(
                        () -> {
                            locking().unlock(bytes);
                            return true;
                        }));
    }

    private PageLocking locking() {
        return range.locking().orElseThrow(() -> cannot("lock pages in memory"));
    }

    public void trim(ByteRange bytes) throws IOException {
        gate.run(
                () -> range.residency()
                        .orElseThrow(() -> cannot("remove pages from the working set"))
                        .trim(bytes));
    }

    private UnsupportedOperationException cannot(String what) {
        return new UnsupportedOperationException(
                "the engine " + opening.engine().name() + " cannot " + what + " for " + this
                        + "; open the file with an engine that can");
    }

    public PageMap pages(ByteRange bytes) throws IOException {
        if (bytes.length() / pageSize() >= Integer.MAX_VALUE - 2) {
            throw new IllegalArgumentException(
                    bytes.length()
                            + " bytes have more pages than a page map can hold ("
                            + (Integer.MAX_VALUE - 2)
                            + "); inspect smaller ranges");
        }
        return gate.call(
                () -> {
                    Optional<PageResidency> residency = range.residency();
                    return residency.isPresent()
                            ? residency.get().pages(bytes)
                            : UnknownPages.of(this, bytes);
                });
    }

    public Optional<CacheCounts> cached() {
        return gate.whileMapped(
                () -> opening.engineFile().cached(new ByteRange(offset(), length())));
    }

    public void remap(long newLength) throws IOException {
        boolean isTooLong = newLength > Long.MAX_VALUE - offset();
        if (newLength < length() || isTooLong) {
            throw new IllegalArgumentException(
                    "cannot remap "
                            + this
                            + " to "
                            + newLength
                            + " bytes: "
                            + (isTooLong
                                    ? "its end must be at most " + Long.MAX_VALUE
                                    : "a view cannot be shortened"));
        }
        gate.exclusively(
                () -> opening.file()
                        .withSizeFixed(
                                opening.waitLimit(),
                                () -> {
                                    requireOwnThread();
                                    opening.requireRange(offset(), newLength);
                                    if (newLength > length()) {
                                        remapNow(newLength);
                                    }
                                }));
    }

    private void requireOwnThread() {
        if (!range.isAccessible()) {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it; only that thread can remap it");
        }
    }

    private void remapNow(long newLength) throws IOException {
        try {
            GarbageViews.closedAtLimit(
                    () -> {
                        range.remap(newLength);
                        return true;
                    });
        } finally {
            if (range.isMapped()) {
                live.moved(
                        addressOf(range),
                        range.length());
            } else {
                forgetUnmapped();
            }
        }
    }

    private void forgetUnmapped() {
        gate.shut();
        live.unmapped();
        cleanable.clean();
    }

    /** Unmaps a view that nobody has seen yet, if possible without memory. */
    private void abandon() throws IOException {
        try {
            range.unmap();
        } finally {
            live.abandoned();
            cleanable.clean();
        }
    }

    public void close() {
        LiveView.reclaimLeaked();
        RunningEvent event = Events.unmap();
        boolean unmapped =
                gate.closeOnce(
                        () -> {
                            try {
                                range.unmap();
                            } finally {
                                if (!range.isMapped()) {
                                    forgetUnmapped();
                                }
                            }
                        });
        if (!unmapped) { // there may have been no memory to record it
            live.unmapped();
            cleanable.clean();
        } else {
            Events.end(event, opening.name(), offset(), length());
        }
    }

    /** Checks that a range lies within the view. */
    public ByteRange within(long offset, long length) {
        // The difference cannot overflow, unlike the sum.
        if (offset >= 0 && length >= 0 && length > length() - offset) {
            throw new IndexOutOfBoundsException(
                    "offset "
                            + offset
                            + " with length "
                            + length
                            + " ends beyond the "
                            + length()
                            + " bytes of "
                            + this);
        }
        return new ByteRange(offset, length); // which refuses what is negative
    }

    @Override
    public String toString() {
        return live.toString();
    }
}
