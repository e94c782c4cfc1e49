package io.fileview.guarded.mapped;

import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** Guarded access to a copy-on-write view: asks for memory before it makes pages private. */
public final class PrivateAccess extends ValueAccess {
    /** The bytes to ask for at once; pages that are private already take no more. */
    private static final long ASK_AT_ONCE = 16L << 20;

    private final ValueAccess access;
    private final Limit limit;

    /** A limit of the memory that private pages may take. */
    public interface Limit {
        /** Requires that there is memory for the pages of bytes of the view that are written. */
        void require(long offset, long length) throws IOException;
    }

    /** Limits access to mapped pages. */
    public PrivateAccess(GuardedRange range, MappedAccess access, Limit limit) {
        this(range, access, limit, false);
    }

    /** Limits access to pages in software. */
    public PrivateAccess(GuardedRange range, SoftwareAccess access, Limit limit) {
        this(range, access, limit, false);
    }

    private PrivateAccess(
            GuardedRange range, ValueAccess access, Limit limit, boolean otherOrder) {
        super(range, otherOrder);
        this.access = access;
        this.limit = limit;
    }

    @Override
    public GuardedAccess order(ByteOrder order) {
        return new PrivateAccess(range, access, limit, order != ByteOrder.nativeOrder());
    }

    @Override
    public GuardedAccess bySystemCall() {
        return through(access.bySystemCall());
    }

    @Override
    public GuardedAccess neverRefused() {
        return through(access.neverRefused());
    }

    private GuardedAccess through(GuardedAccess other) {
        return new PrivateAccess(range, (ValueAccess) other, limit, hasOtherOrder());
    }

    @Override
    public void copyTo(long offset, byte[] target, int index, int length) throws IOException {
        access.copyTo(offset, target, index, length);
    }

    @Override
    public void copyTo(long offset, MemorySegment target, long targetOffset, long length)
            throws IOException {
        access.copyTo(offset, target, targetOffset, length);
    }

    @Override
    public void copyFrom(long offset, byte[] source, int index, int length) throws IOException {
        write(
                offset,
                length,
                (done, count) -> access.copyFrom(
                        offset + done, source, index + (int) done, (int) count));
    }

    @Override
    public void copyFrom(long offset, MemorySegment source, long sourceOffset, long length)
            throws IOException {
        write(
                offset,
                length,
                (done, count) -> access.copyFrom(
                        offset + done, source, sourceOffset + done, count));
    }

    @Override
    public void fill(long offset, long length, byte value) throws IOException {
        write(offset, length, (done, count) -> access.fill(offset + done, count, value));
    }

    /** Writes in parts that are asked for; the access itself refuses what is no range of the view. */
    private void write(long offset, long length, Part part) throws IOException {
        if (!isWithin(offset, length)) {
            part.run(0, length);
            return;
        }
        long done = 0;
        do {
            long count = Math.min(ASK_AT_ONCE, length - done);
            limit.require(offset + done, count);
            part.runOf(range, offset, length, done, count);
            done += count;
        } while (done < length);
    }

    private boolean isWithin(long offset, long length) {
        return offset >= 0 && length >= 0 && length <= range.length() - offset;
    }

    private void ask(long offset, long size) throws IOException {
        if (isWithin(offset, size)) {
            limit.require(offset, size);
        }
    }

    @Override
    long loadSmall(int kind, long offset, int size) throws IOException {
        return access.loadSmall(kind, offset, size);
    }

    @Override
    void storeSmall(int kind, long offset, int size, long value) throws IOException {
        ask(offset, size);
        access.storeSmall(kind, offset, size, value);
    }

    @Override
    long loadInt(int kind, long offset) throws IOException {
        return access.loadInt(kind, offset);
    }

    @Override
    void storeInt(int kind, long offset, long value) throws IOException {
        ask(offset, Integer.BYTES);
        access.storeInt(kind, offset, value);
    }

    @Override
    long loadLong(int kind, long offset) throws IOException {
        return access.loadLong(kind, offset);
    }

    @Override
    void storeLong(int kind, long offset, long value) throws IOException {
        ask(offset, Long.BYTES);
        access.storeLong(kind, offset, value);
    }

    @Override
    IOException badPage(InternalError error, long offset, long size) {
        return access.badPage(error, offset, size);
    }
}
