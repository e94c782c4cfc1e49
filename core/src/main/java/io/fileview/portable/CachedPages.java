package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.portable.Mappers.Mapped;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks cached pages as dirty by atomically adding zero to a word of each, which loses no
 * concurrent write.
 */
final class CachedPages {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final long AT_ONCE = 1L << 30;

    private final String name;
    private final SteadyFile file;
    private final Mappers mappers;

    CachedPages(String name, SteadyFile file, Mappers mappers) {
        this.name = name;
        this.file = file;
        this.mappers = mappers;
    }

    /** Marks the cached pages of a range, and returns them. */
    List<ByteRange> dirty(ByteRange range) throws IOException {
        List<ByteRange> dirtied = new ArrayList<>();
        long page = Host.PAGE_SIZE;
        long size = file.size();
        long last = Math.min(range.end(), size);
        long end = Math.min((last + page - 1) / page * page, size);
        for (long offset = range.offset() / page * page; offset < end; offset += AT_ONCE) {
            dirtyPart(offset, Math.min(AT_ONCE, end - offset), dirtied);
        }
        return dirtied;
    }

    private void dirtyPart(long offset, long length, List<ByteRange> dirtied)
            throws IOException {
        Mapped mapped = mappers.map(offset, length, Protection.READ_WRITE, true);
        try {
            MemorySegment bytes = mapped.segment();
            for (long at = 0; at < length; at += Host.PAGE_SIZE) {
                long here = Math.min(Host.PAGE_SIZE, length - at);
                if (bytes.asSlice(at, here).isLoaded()) {
                    dirtyPage(bytes, at, here, offset);
                    dirtied.add(new ByteRange(offset + at, here));
                }
            }
        } catch (InternalError lostPage) {
            throw ErrorTranslation.toRead(Place.of(name, offset, length), lostPage);
        } finally {
            mapped.unmap();
        }
    }

    private void dirtyPage(MemorySegment bytes, long at, long length, long offset)
            throws IOException {
        if (length < Integer.BYTES) {
            throw new MappingException(
                    Place.of(name, offset + at, length),
                    "its last "
                            + length
                            + " bytes are pending after a failed flush, but they are alone on their"
                            + " page, and the portable engine can mark a page as dirty only through"
                            + " 4 bytes of it; extend the mapping by 4 bytes, or use the engine"
                            + " linux, and flush again",
                    null);
        }
        WORD.getAndAdd(bytes, at, 0);
    }
}
