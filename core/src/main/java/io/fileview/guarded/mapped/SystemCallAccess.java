package io.fileview.guarded.mapped;

import io.fileview.guarded.GuardedAccess;
import io.fileview.spi.SystemCopies;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Guarded access to mapped pages of which the operating system makes each plain access. Volatile
 * accesses must be single instructions, so they only have their pages brought in by it.
 */
final class SystemCallAccess extends CopiedAccess {
    private final PageErrors errors;
    private final MappedAccess direct;

    SystemCallAccess(GuardedRange range, PageErrors errors, MappedAccess direct) {
        super(range, direct.hasOtherOrder());
        this.errors = errors;
        this.direct = direct;
    }

    @Override
    public GuardedAccess order(ByteOrder order) {
        return direct.order(order).bySystemCall();
    }

    @Override
    public GuardedAccess bySystemCall() {
        return this;
    }

    @Override
    void read(long offset, MemorySegment into) throws IOException {
        long length = into.byteSize();
        requireRange(offset, length);
        byte[] bytes = new byte[(int) Math.min(KernelCopy.MOST, length)];
        for (long done = 0; done < length;) {
            int count = upToEndOfPage(offset + done, length - done);
            readPart(offset, length, done, bytes, count);
            try {
                PageAccess.fromArray(into, done, bytes, 0, count);
            } catch (InternalError error) {
                throw badPage(error, offset + done, count);
            }
            done += count;
        }
    }

    @Override
    void write(long offset, MemorySegment from) throws IOException {
        long length = from.byteSize();
        requireRange(offset, length);
        requireWritable();
        byte[] bytes = new byte[(int) Math.min(KernelCopy.MOST, length)];
        for (long done = 0; done < length;) {
            int count = upToEndOfPage(offset + done, length - done);
            try {
                PageAccess.toArray(from, done, bytes, 0, count);
            } catch (InternalError error) {
                throw badPage(error, offset + done, count);
            }
            writePart(offset, length, done, bytes, count);
            done += count;
        }
    }

    /** A copy within one page is made as a whole or not at all. */
    private int upToEndOfPage(long offset, long length) {
        long inPage = (range.offset() + offset) % range.pageSize();
        return (int) Math.min(Math.min(length, KernelCopy.MOST), range.pageSize() - inPage);
    }

    private void readPart(long offset, long length, long done, byte[] bytes, int count)
            throws IOException {
        try {
            copyOut(offset + done, bytes, count);
        } catch (KernelCopy.BadPageException bad) {
            throw errors.found(offset + done, offset + done, length - done, false, bad);
        }
    }

    private void writePart(long offset, long length, long done, byte[] bytes, int count)
            throws IOException {
        try {
            copyIn(offset + done, bytes, count);
        } catch (KernelCopy.BadPageException bad) {
            long firstBad = isReadable(offset + done) ? -1 : offset + done;
            throw errors.found(firstBad, offset + done, length - done, true, bad);
        }
    }

    private boolean isReadable(long offset) throws IOException {
        try {
            copyOut(offset, new byte[1], 1);
            return true;
        } catch (KernelCopy.BadPageException bad) {
            return false;
        }
    }

    /** Whoever unmaps or remaps the view waits meanwhile. */
    private void copyOut(long offset, byte[] target, int count) throws IOException {
        range.keepingMapped(
                () -> {
                    Optional<SystemCopies> engine = engineCopies();
                    if (engine.isPresent()) {
                        EngineCopy.out(engine.get(), offset, target, count);
                    } else {
                        KernelCopy.out(part(offset, count), target, count);
                    }
                });
    }

    private void copyIn(long offset, byte[] source, int count) throws IOException {
        range.keepingMapped(
                () -> {
                    Optional<SystemCopies> engine = engineCopies();
                    if (engine.isPresent()) {
                        EngineCopy.in(engine.get(), offset, source, count);
                    } else {
                        KernelCopy.in(part(offset, count), source, count);
                    }
                });
    }

    private MemorySegment part(long offset, int count) {
        return range.segment().asSlice(offset, count);
    }

    private Optional<SystemCopies> engineCopies() {
        Optional<SystemCopies> engine = range.systemCopies();
        if (engine.isPresent() && !range.segment().isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(
                    range + " is confined to the thread that mapped it; access it in that thread");
        }
        return engine;
    }

    @Override
    long loadInt(int kind, long offset) throws IOException {
        if (kind < PageAccess.INT_VOLATILE) {
            return super.loadInt(kind, offset);
        }
        bringIn(offset, Integer.BYTES);
        return direct.loadInt(kind, offset);
    }

    @Override
    void storeInt(int kind, long offset, long value) throws IOException {
        if (kind < PageAccess.INT_VOLATILE) {
            super.storeInt(kind, offset, value);
        } else {
            bringIn(offset, Integer.BYTES);
            direct.storeInt(kind, offset, value);
        }
    }

    @Override
    long loadLong(int kind, long offset) throws IOException {
        if (kind < PageAccess.LONG_VOLATILE) {
            return super.loadLong(kind, offset);
        }
        bringIn(offset, Long.BYTES);
        return direct.loadLong(kind, offset);
    }

    @Override
    void storeLong(int kind, long offset, long value) throws IOException {
        if (kind < PageAccess.LONG_VOLATILE) {
            super.storeLong(kind, offset, value);
        } else {
            bringIn(offset, Long.BYTES);
            direct.storeLong(kind, offset, value);
        }
    }

    /** Reads the bytes of a value, which lie in one page. */
    private void bringIn(long offset, int size) throws IOException {
        requireRange(offset, size);
        readPart(offset, size, 0, new byte[size], size);
    }

    @Override
    IOException badPage(InternalError error, long offset, long size) {
        return direct.badPage(error, offset, size);
    }
}
