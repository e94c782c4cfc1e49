package io.fileview.commit;

import io.fileview.ByteRange;
import io.fileview.commit.journal.CommitSource;
import io.fileview.guarded.GuardedAccess;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The private mapping of the whole file that all views of a commit mapping are parts of, as the
 * source of commits. An unreadable page fails the commit.
 */
final class PrivateWhole implements CommitSource {
    private static final int CHUNK = 1 << 20;

    private final String description;
    private final MappedRange range;
    private final GuardedAccess access;

    PrivateWhole(EngineFile data, MappedRange range) {
        this.description = "commit mapping of " + data.name();
        this.range = range;
        this.access = new PrivateRange(data, range, 0, description).access();
    }

    @Override
    public long size() {
        return range.length();
    }

    @Override
    public void copyTo(long offset, MemorySegment target) throws IOException {
        access.copyTo(offset, target, 0, target.byteSize());
    }

    /**
     * Writes a range of this mapping to the same range of a file. If the mapping has a segment, the
     * file is written directly from it: the kernel then reads the mapped pages, and reports an
     * unreadable page as an error. Otherwise the bytes are copied through a buffer.
     */
    @Override
    public void writeTo(EngineFile file, ByteRange bytes) throws IOException {
        Optional<MemorySegment> segment = range.segment();
        if (segment.isPresent()) {
            file.write(segment.get().asSlice(bytes.offset(), bytes.length()), bytes.offset());
            return;
        }
        try (Arena arena = Arena.ofShared()) {
            MemorySegment chunk = arena.allocate(Math.min(CHUNK, bytes.length()));
            for (long at = bytes.offset(); at < bytes.end();) {
                MemorySegment part =
                        chunk.asSlice(0, Math.min(chunk.byteSize(), bytes.end() - at));
                copyTo(at, part);
                file.write(part, at);
                at += part.byteSize();
            }
        }
    }

    @Override
    public String toString() {
        return description;
    }
}
