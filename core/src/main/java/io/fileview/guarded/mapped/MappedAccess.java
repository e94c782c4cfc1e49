package io.fileview.guarded.mapped;

import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Guarded access to mapped pages. */
public final class MappedAccess extends ValueAccess {
    private final PageErrors errors;

    /** The view's segment, or one from before a remap, which is detected when it is used. */
    private MemorySegment segment;

    /** Why accesses are refused, or null. Then the segment is one that cannot be accessed. */
    private final @Nullable String refusal;

    public MappedAccess(GuardedRange range, PageErrors errors) {
        super(range, false);
        this.errors = errors;
        this.refusal = Refusal.of(range).orElse(null);
        this.segment = refusal == null ? range.segment() : Refusal.NO_SEGMENT;
    }

    private MappedAccess(MappedAccess other, boolean otherOrder) {
        super(other.range, otherOrder);
        this.errors = other.errors;
        this.refusal = other.refusal;
        this.segment = other.segment;
    }

    @Override
    public GuardedAccess order(ByteOrder order) {
        return new MappedAccess(this, order != ByteOrder.nativeOrder());
    }

    @Override
    public GuardedAccess bySystemCall() {
        return new SystemCallAccess(range, errors, this);
    }

    @Override
    public GuardedAccess neverRefused() {
        return refusal == null ? this : bySystemCall();
    }

    @Override
    public void copyTo(long offset, byte[] target, int index, int length) throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length, (done, count) -> copyTo(offset + done, target,
                    index + (int) done, (int) count));
            return;
        }
        try {
            PageAccess.toArray(segment, offset, target, index, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, length);
            copyTo(offset, target, index, length);
        }
    }

    @Override
    public void copyFrom(long offset, byte[] source, int index, int length) throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length, (done, count) -> copyFrom(offset + done, source,
                    index + (int) done, (int) count));
            return;
        }
        try {
            PageAccess.fromArray(segment, offset, source, index, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, length);
            copyFrom(offset, source, index, length);
        }
    }

    @Override
    public void copyTo(long offset, MemorySegment target, long targetOffset, long length)
            throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length,
                    (done, count) -> copyTo(offset + done, target, targetOffset + done, count));
            return;
        }
        try {
            PageAccess.toSegment(segment, offset, target, targetOffset, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, length);
            copyTo(offset, target, targetOffset, length);
        }
    }

    @Override
    public void copyFrom(long offset, MemorySegment source, long sourceOffset, long length)
            throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length,
                    (done, count) -> copyFrom(offset + done, source, sourceOffset + done, count));
            return;
        }
        try {
            PageAccess.fromSegment(segment, offset, source, sourceOffset, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, length);
            copyFrom(offset, source, sourceOffset, length);
        }
    }

    @Override
    public void fill(long offset, long length, byte value) throws IOException {
        if (length > AT_ONCE) {
            inChunks(offset, length, (done, count) -> fill(offset + done, count, value));
            return;
        }
        try {
            PageAccess.fill(segment, offset, value, length);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, length);
            fill(offset, length, value);
        }
    }

    @Override
    long loadSmall(int kind, long offset, int size) throws IOException {
        try {
            return PageAccess.loadSmall(kind, segment, offset);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, size);
            return loadSmall(kind, offset, size);
        }
    }

    @Override
    void storeSmall(int kind, long offset, int size, long value) throws IOException {
        try {
            PageAccess.storeSmall(kind, segment, offset, value);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, size);
            storeSmall(kind, offset, size, value);
        }
    }

    @Override
    long loadInt(int kind, long offset) throws IOException {
        try {
            return PageAccess.loadInt(kind, segment, offset);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, 4);
            return loadInt(kind, offset);
        }
    }

    @Override
    void storeInt(int kind, long offset, long value) throws IOException {
        try {
            PageAccess.storeInt(kind, segment, offset, value);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, 4);
            storeInt(kind, offset, value);
        }
    }

    @Override
    long loadLong(int kind, long offset) throws IOException {
        try {
            return PageAccess.loadLong(kind, segment, offset);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, false, offset, 8);
            return loadLong(kind, offset);
        }
    }

    @Override
    void storeLong(int kind, long offset, long value) throws IOException {
        try {
            PageAccess.storeLong(kind, segment, offset, value);
        } catch (InternalError | RuntimeException failure) {
            endOrRenew(failure, true, offset, 8);
            storeLong(kind, offset, value);
        }
    }

    /**
     * Throws the exception for a failure, or returns if the view has a new segment, to be used
     * instead.
     */
    private void endOrRenew(Throwable failure, boolean wrote, long offset, long size)
            throws IOException {
        if (failure instanceof InternalError error) {
            throw badPage(error, wrote, offset, size);
        }
        if (refusal != null) {
            throw new UnsupportedOperationException(refusal);
        }
        if (!segment.scope().isAlive()) {
            segment = range.segment(); // throws, naming the view, if it is unmapped
            return;
        }
        requireRange(offset, size);
        if (wrote) {
            requireWritable();
        }
        throw (RuntimeException) failure;
    }

    @Override
    IOException badPage(InternalError error, long offset, long size) {
        return badPage(error, false, offset, size);
    }

    private IOException badPage(InternalError error, boolean wrote, long offset, long size) {
        if (!PageAccess.isBadPage(error)) {
            throw error;
        }
        return errors.at(segment, offset, size, wrote, error);
    }
}
