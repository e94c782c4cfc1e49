package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.spi.SoftwarePages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A part of a copy-on-write range without a segment. */
final class SoftwarePart extends MemoryPart implements SoftwarePages {
    private final SoftwareRange whole;
    private final ByteRange bytes;

    SoftwarePart(SoftwareRange whole, ByteRange bytes) {
        super(whole, bytes);
        this.whole = whole;
        this.bytes = bytes;
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.empty();
    }

    @Override
    public Optional<SoftwarePages> softwarePages() {
        return Optional.of(this);
    }

    @Override
    void end() {}

    @Override
    public void read(long offset, MemorySegment into) throws IOException {
        requireMapped();
        whole.read(bytes.offset() + offset, into);
    }

    @Override
    public void write(long offset, MemorySegment from) throws IOException {
        requireMapped();
        whole.write(bytes.offset() + offset, from);
    }

    private void requireMapped() {
        if (!isMapped()) {
            throw new IllegalStateException(this + " has been unmapped");
        }
    }
}
