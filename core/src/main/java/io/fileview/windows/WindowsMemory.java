package io.fileview.windows;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Memory without a file. It consists of sections, to which others are added when it grows: a section
 * cannot grow. The system commits memory for whole sections, so that no view has a page for which it
 * has no memory; therefore sparse memory is not less.
 */
final class WindowsMemory implements EngineFile, Mappable {
    /** A section that is added has at least this part of the capacity, so that there are not many. */
    private static final long LEAST_GROWTH = 8;

    /** The maximum that is added beyond what is needed. */
    private static final long MOST_SPARE = 64L << 20;

    private static final AtomicLong CREATED = new AtomicLong();

    private final FileIdentity identity =
            new FileIdentity("memory of this process", 0, CREATED.incrementAndGet(), 0);

    /** Shared by all who use the sections, and exclusive for those who add or remove some. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private final List<MemorySection> sections = new ArrayList<>(); // guarded by use
    private volatile long size; // changed only with the exclusive lock

    private WindowsMemory() {}

    /** Creates memory of 0 bytes. */
    static EngineFile open() {
        return new WindowsMemory();
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public FileIdentity identity() {
        return identity;
    }

    @Override
    public boolean created() {
        return true;
    }

    @Override
    public long pageSize() {
        return SystemPages.SIZE;
    }

    @Override
    public long size() {
        return size;
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void with(Lock lock, Action action) throws IOException {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void extend(long newSize, boolean sparse) throws IOException {
        with(
                use.writeLock(),
                () -> {
                    if (newSize > size) {
                        extendNow(newSize);
                    }
                });
    }

    private void extendNow(long newSize) throws IOException {
        long end = capacity();
        if (newSize > end) {
            sections.add(section(Place.of(name(), size, newSize - size), end, newSize - end));
        }
        size = newSize;
    }

    private long capacity() {
        return sections.isEmpty() ? 0 : sections.getLast().end();
    }

    private static MemorySection section(Place place, long offset, long needed)
            throws MappingException {
        long least = Math.min(offset / LEAST_GROWTH, MOST_SPARE);
        long unit = SystemPages.GRANULARITY;
        if (needed > Long.MAX_VALUE - unit) {
            throw refusal(place, MapFailures.NOT_ENOUGH_MEMORY);
        }
        long capacity = Rounding.up(Math.max(needed, least), unit);
        long section = Section.ofMemory(capacity);
        if (section < 0) {
            throw refusal(place, (int) -section);
        }
        long address = Section.map(section, 0, capacity, Protection.READ_WRITE);
        if (address < 0) {
            WindowsHandle.close(section);
            throw refusal(place, (int) -address);
        }
        return new MemorySection(section, offset, capacity, address);
    }

    private static MappingException refusal(Place place, int error) {
        String problem =
                "cannot provide "
                        + place.length()
                        + " bytes of memory at offset "
                        + place.offset();
        return error == MapFailures.COMMITMENT_LIMIT
                ? MapFailures.commitLimit(place, problem)
                : new MappingLimitException(
                        place.withError(WindowsError.name(error)),
                        problem
                                + ": the address space, or the memory of the system for its tables,"
                                + " has no room for it ("
                                + WindowsError.name(error)
                                + "); use less",
                        "address space",
                        -1,
                        -1,
                        null);
    }

    /**
     * {@inheritDoc} Gives back the sections that lie beyond the size; the pages of the last one stay
     * memory, with zeros.
     */
    @Override
    public void truncate(long newSize) throws IOException {
        with(
                use.writeLock(),
                () -> {
                    while (!sections.isEmpty() && sections.getLast().offset() >= newSize) {
                        sections.removeLast().close();
                    }
                    if (!sections.isEmpty()) {
                        MemorySection last = sections.getLast();
                        long end = Math.min(size, last.end());
                        last.bytes(newSize, Math.max(newSize, end)).fill((byte) 0);
                    }
                    size = newSize;
                });
    }

    /** {@inheritDoc} Has no effect: all bytes have memory. */
    @Override
    public void reserve(List<ByteRange> ranges) {}

    @Override
    public long read(MemorySegment into, long position) throws IOException {
        long count = Math.clamp(size - position, 0, into.byteSize());
        with(
                use.readLock(),
                () -> eachPart(
                        position,
                        count,
                        (part, at) -> MemorySegment.copy(part, 0, into, at, part.byteSize())));
        return count;
    }

    @Override
    public void write(MemorySegment from, long position) throws IOException {
        if (position + from.byteSize() > size) {
            extend(position + from.byteSize(), true);
        }
        with(
                use.readLock(),
                () -> eachPart(
                        position,
                        from.byteSize(),
                        (part, at) -> MemorySegment.copy(from, at, part, 0, part.byteSize())));
    }

    private interface Part {
        /**
         * Uses bytes of one section.
         *
         * @param at where they are in the bytes that are used
         */
        void use(MemorySegment part, long at);
    }

    private void eachPart(long position, long length, Part use) {
        for (MemorySection section : sections) {
            long from = Math.max(position, section.offset());
            long to = Math.min(position + length, section.end());
            if (from < to) {
                use.use(section.bytes(from, to), from - position);
            }
        }
    }

    @Override
    public MappedRange map(MapRequest request) throws IOException {
        return WindowsRange.map(this, request);
    }

    @Override
    public SectionViews mapViews(Place place, long offset, long bytes, Protection protection)
            throws IOException {
        SectionViews[] views = new SectionViews[1];
        with(use.readLock(), () -> views[0] = mapNow(place, offset, bytes, protection));
        return views[0];
    }

    private SectionViews mapNow(Place place, long offset, long bytes, Protection protection)
            throws IOException {
        RangePages.requireInFile(this, place);
        List<MemorySection> used =
                sections.stream()
                        .filter(
                                section -> section.offset() < offset + bytes
                                        && section.end() > offset)
                        .toList();
        if (used.size() == 1) {
            MemorySection only = used.getFirst();
            long address =
                    Section.map(only.handle(), offset - only.offset(), bytes, protection);
            if (address < 0) {
                throw MapFailures.of(place, "map", (int) -address);
            }
            return SectionViews.one(address, bytes);
        }
        if (!MemoryViews.arePossible()) {
            throw new UnsupportedOperationException(
                    "memory that has grown is mapped in one view only by Windows 10, version 1803,"
                            + " and later; map the part before offset "
                            + used.getFirst().end()
                            + " separately, or create the memory with its final size");
        }
        MemoryViews views = new MemoryViews();
        SectionViews mapped = views.map(used, offset, bytes, protection);
        if (views.error() != 0) {
            throw MapFailures.of(place, "map", views.error());
        }
        return mapped;
    }

    /** {@inheritDoc} Has no effect: there is nothing but memory. */
    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live) {}

    /** {@inheritDoc} Has no effect: there is nothing but memory. */
    @Override
    public void flushMetadata() {}

    /** {@inheritDoc} Has no effect: memory has no directory entry. */
    @Override
    public void discardCreated() {}

    /** {@inheritDoc} Nobody else can open this memory, so no lock conflicts. */
    @Override
    public boolean lock(long position, boolean shared, Duration limit) {
        return true;
    }

    /** {@inheritDoc} Has no effect: no lock conflicts. */
    @Override
    public void unlock(long position) {}

    @Override
    public long nextData(long position) {
        return position >= size ? Long.MAX_VALUE : position;
    }

    @Override
    public void close() {
        sections.forEach(MemorySection::close);
        sections.clear();
    }
}
