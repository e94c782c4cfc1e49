package io.fileview.portable;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.guarded.mapped.PageAccess;
import io.fileview.portable.Mappers.Mapped;
import io.fileview.spi.MappedRange;
import io.fileview.spi.Place;
import io.fileview.spi.PrivatePages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A mapped range in its own arena, which unmaps it when it is closed. */
final class PortableRange implements MappedRange {
    /**
     * The maximum number of bytes per flush. On Windows the JDK truncates a length to its lower 32
     * bits and would silently omit the rest; elsewhere one call flushes everything.
     */
    private static final long FLUSH_AT_ONCE = Host.WINDOWS ? 1L << 30 : Long.MAX_VALUE;

    /**
     * Whether flushing pages also flushes the device's cache, as {@code msync(2)} does on Linux and
     * the JDK on Windows. Elsewhere, such as on macOS, only forcing the file does.
     */
    private static final boolean PAGES_REACH_DEVICE = Host.LINUX || Host.WINDOWS;

    private final PortableFile file;
    private final long fileOffset;
    private final Protection protection;
    private final boolean confined;
    private volatile Mapped mapped;

    PortableRange(
            PortableFile file,
            long fileOffset,
            Protection protection,
            boolean confined,
            Mapped mapped) {
        this.file = file;
        this.fileOffset = fileOffset;
        this.protection = protection;
        this.confined = confined;
        this.mapped = mapped;
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.of(bytes());
    }

    MemorySegment bytes() {
        return mapped.segment();
    }

    @Override
    public long length() {
        return bytes().byteSize();
    }

    @Override
    public boolean isMapped() {
        return bytes().scope().isAlive();
    }

    @Override
    public boolean isAccessible() {
        return isMine(mapped);
    }

    @Override
    public void unmap() throws MappingException {
        close(mapped);
    }

    private void close(Mapped range) throws MappingException {
        try {
            range.unmap();
        } catch (UncheckedIOException refused) {
            throw MapErrors.toUnmap(
                    file.place(fileOffset, range.segment().byteSize()),
                    Objects.requireNonNull(refused.getCause()));
        } catch (WrongThreadException e) {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it; unmap it in that thread", e);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    this
                            + " cannot be unmapped: another thread is using its segment in a native"
                            + " call or channel I/O; try again once that has returned",
                    e);
        }
    }

    @Override
    public BooleanSupplier reclaim() {
        return this::reclaimNow; // This range keeps no anchor.
    }

    private boolean reclaimNow() {
        if (confined) {
            return false;
        }
        try {
            mapped.unmap();
            return true;
        } catch (IllegalStateException | UncheckedIOException notUnmapped) {
            return false;
        }
    }

    /**
     * {@inheritDoc} Maps the longer range before unmapping the old one. For copy-on-write, copies
     * the pages that differ from the file: no thread or process may write to the file or the range
     * meanwhile, and a private page that equals the file becomes shared again.
     */
    @Override
    public void remap(long newLength) throws IOException {
        Mapped before = mapped;
        if (!isMine(before)) {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it; remap it in that thread");
        }
        Mapped longer = file.mappers().map(fileOffset, newLength, protection, confined);
        try {
            if (protection == Protection.COPY_ON_WRITE) {
                keepChanges(before.segment(), longer.segment());
            }
            mapped = longer;
            close(before);
        } catch (InternalError lostPage) {
            longer.unmap();
            throw file.unreadable(
                    file.place(fileOffset, before.segment().byteSize()), lostPage);
        } catch (Throwable failure) {
            mapped = before;
            longer.unmap();
            throw failure;
        }
    }

    private void keepChanges(MemorySegment from, MemorySegment to) throws IOException {
        byte[] mine = new byte[(int) Math.min(FileBytes.CHUNK, from.byteSize())];
        for (ByteRange changed : new PrivateBytes(this, 0, from::byteSize).changed()) {
            for (long at = changed.offset(); at < changed.end(); at += mine.length) {
                int count = (int) Math.min(mine.length, changed.end() - at);
                PageAccess.toArray(from, at, mine, 0, count);
                PageAccess.fromArray(to, at, mine, 0, count);
            }
        }
    }

    @Override
    public void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException {
        try {
            if (range.length() > 0) {
                flushPages(range, live);
            }
            if (durability == Durability.DEVICE) {
                if (!PAGES_REACH_DEVICE) {
                    file.flushing().data(live);
                }
                file.flushing().metadata();
            }
        } catch (MappingException failure) {
            throw failure;
        } catch (IOException | UncheckedIOException failure) {
            throw flushFailed(range, failure);
        }
    }

    private void flushPages(ByteRange range, Iterable<MappedRange> live) throws IOException {
        Mapped now = mapped;
        if (protection != Protection.READ_WRITE) {
            // The JDK does not flush the pages of such a mapping itself.
            file.flushing().data(live);
        } else if (isMine(now)) {
            force(now, range);
        } else if (Host.LINUX) {
            // fdatasync(2) includes the pages that were changed through mappings.
            file.flushing().data(live);
        } else {
            throw new WrongThreadException(
                    this + " is confined to the thread that mapped it; flush it in that thread");
        }
    }

    private static void force(Mapped mapped, ByteRange range) {
        for (long from = range.offset(); from < range.end();) {
            long length = Math.min(FLUSH_AT_ONCE, range.end() - from);
            mapped.segment().asSlice(from, length).force();
            from += length;
        }
    }

    /**
     * Writes the dirty pages of this range to the file, which is flushed next. What is unmapped
     * meanwhile leaves its changes to the file, and is flushed with it.
     */
    void flushForFile() throws IOException {
        Mapped now;
        do {
            now = mapped;
            flushForFile(now);
        } while (!now.equals(mapped));
    }

    private void flushForFile(Mapped now) throws IOException {
        if (protection != Protection.READ_WRITE || !now.segment().scope().isAlive()) {
            return;
        }
        if (!isMine(now)) {
            throw new MappingException(
                    file.place(fileOffset, length()),
                    this
                            + " is confined to another thread, and the file cannot be flushed"
                            + " without it; flush the file in that thread",
                    null);
        }
        ByteRange all = new ByteRange(0, now.segment().byteSize());
        try {
            force(now, all);
        } catch (UncheckedIOException failure) {
            if (now.segment().scope().isAlive()) {
                throw flushFailed(all, failure);
            }
        } catch (IllegalStateException failure) {
            if (now.segment().scope().isAlive()) {
                throw failure;
            }
        }
    }

    private FlushFailedException flushFailed(ByteRange range, Exception failure) {
        Throwable said = failure.getCause() instanceof IOException inner ? inner : failure;
        return PortableFlush.failed(place(range), said, failure);
    }

    /**
     * {@inheritDoc} Reads the file first, in native code, then accesses the pages that have bytes
     * other than zeros.
     */
    @Override
    public void prefetch(List<ByteRange> ranges) throws IOException {
        file.requireCurrent();
        for (ByteRange range : ranges) {
            if (range.length() > 0) {
                file.bytes()
                        .bringIn(
                                place(range),
                                (offset, length) -> load(
                                        new ByteRange(offset - fileOffset, length)));
            }
        }
    }

    private void load(ByteRange range) throws IOException {
        Mapped now = mapped;
        // Only its own thread may access a confined range; for others, the file cache must
        // suffice.
        if (isMine(now)) {
            try {
                long next;
                for (long at = range.offset(); at < range.end(); at = next) {
                    PageAccess.touch(now.segment(), at);
                    next = pageStart(fileOffset + at) + Host.PAGE_SIZE - fileOffset;
                }
            } catch (InternalError failure) {
                throw file.unreadable(place(range), failure);
            }
        }
    }

    @Override
    public boolean advise(ByteRange range, Advice advice) {
        return false;
    }

    @Override
    public Optional<PrivatePages> privatePages() {
        return protection == Protection.COPY_ON_WRITE
                ? Optional.of(new PrivateBytes(this, 0, this::length))
                : Optional.empty();
    }

    long fileOffset() {
        return fileOffset;
    }

    /** Copies bytes of this range. */
    void copy(long offset, byte[] into, int length) throws IOException {
        try {
            PageAccess.toArray(bytes(), offset, into, 0, length);
        } catch (InternalError lostPage) {
            throw TransferErrors.toRead(file.place(fileOffset + offset, length), lostPage);
        }
    }

    /** Reads bytes of the file itself, not of this range. */
    void readFile(long offset, MemorySegment into) throws IOException {
        file.bytes().readFully(into, fileOffset + offset);
    }

    static long pageStart(long offsetInFile) {
        return offsetInFile / Host.PAGE_SIZE * Host.PAGE_SIZE;
    }

    private Place place(ByteRange range) {
        return file.place(fileOffset + range.offset(), range.length());
    }

    private static boolean isMine(Mapped range) {
        return range.segment().isAccessibleBy(Thread.currentThread());
    }

    /** Describes the range, for messages. */
    @Override
    public String toString() {
        return "view of "
                + file.name()
                + " [offset "
                + fileOffset
                + ", length "
                + length()
                + "]";
    }
}
