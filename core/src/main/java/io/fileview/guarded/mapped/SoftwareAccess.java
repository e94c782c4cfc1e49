package io.fileview.guarded.mapped;

import io.fileview.guarded.GuardedAccess;
import io.fileview.spi.SoftwarePages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/** Guarded access to a view without a segment. The store throws its own exceptions. */
public final class SoftwareAccess extends CopiedAccess {
    public SoftwareAccess(GuardedRange range) {
        this(range, false);
    }

    private SoftwareAccess(GuardedRange range, boolean otherOrder) {
        super(range, otherOrder);
    }

    @Override
    public GuardedAccess order(ByteOrder order) {
        return new SoftwareAccess(range, order != ByteOrder.nativeOrder());
    }

    /** Returns this accessor: the store of the pages waits in no way that the JVM would notice. */
    @Override
    public GuardedAccess bySystemCall() {
        return this;
    }

    @Override
    void read(long offset, MemorySegment into) throws IOException {
        SoftwarePages pages = pages();
        requireRange(offset, into.byteSize());
        try {
            pages.read(offset, into);
        } catch (IllegalStateException refused) {
            throw unmappedMeanwhile(refused);
        }
    }

    @Override
    void write(long offset, MemorySegment from) throws IOException {
        SoftwarePages pages = pages();
        requireRange(offset, from.byteSize());
        requireWritable();
        try {
            pages.write(offset, from);
        } catch (IllegalStateException refused) {
            throw unmappedMeanwhile(refused);
        }
    }

    /** The store knows a range; whose view was unmapped meanwhile is known here alone. */
    private IllegalStateException unmappedMeanwhile(IllegalStateException refused) {
        pages();
        return refused;
    }

    private SoftwarePages pages() {
        return range.softwarePages().orElseThrow();
    }

    @Override
    IOException badPage(InternalError error, long offset, long size) {
        throw error;
    }
}
