package io.fileview.memory;

import io.fileview.ByteRange;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A part of a copy-on-write range, with a segment of its own. */
final class SegmentPart extends MemoryPart {
    private final Arena arena;
    private final MemorySegment segment;

    SegmentPart(SegmentRange whole, ByteRange bytes, Arena arena, MemorySegment segment) {
        super(whole, bytes);
        this.arena = arena;
        this.segment = segment;
    }

    @Override
    public Optional<MemorySegment> segment() {
        return Optional.of(segment);
    }

    @Override
    void end() {
        SegmentRange.close(arena, this, "unmapped");
    }
}
