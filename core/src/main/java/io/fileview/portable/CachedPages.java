package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.Protection;
import io.fileview.portable.PortableSection.Mapped;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks cached pages as changed, by adding nothing to a word of each, atomically: so whoever writes to
 * the page meanwhile loses nothing.
 */
final class CachedPages {
    private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle();
    private static final long AT_ONCE = 1L << 30;

    private final PortableSection section;

    CachedPages(PortableSection section) {
        this.section = section;
    }

    /** Tells which pages those were. */
    List<ByteRange> dirty(ByteRange range) throws IOException {
        List<ByteRange> dirtied = new ArrayList<>();
        long page = Host.PAGE_SIZE;
        long end = Math.min((range.end() + page - 1) / page * page, section.fileSize());
        for (long offset = range.offset() / page * page; offset < end; offset += AT_ONCE) {
            dirtyPart(offset, Math.min(AT_ONCE, end - offset), dirtied);
        }
        return dirtied;
    }

    private void dirtyPart(long offset, long length, List<ByteRange> dirtied)
            throws IOException {
        Mapped mapped = section.map(offset, length, Protection.READ_WRITE, true);
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
            throw PortableSection.unreadable(
                    Place.of(section.name(), offset, length), lostPage);
        } finally {
            mapped.arena().close();
        }
    }

    private void dirtyPage(MemorySegment bytes, long at, long length, long offset)
            throws IOException {
        if (length < Integer.BYTES) {
            throw new MappingException(
                    Place.of(section.name(), offset + at, length),
                    "its last "
                            + length
                            + " bytes are owed and lie alone on a page, where the portable engine can"
                            + " write no word of 4 bytes; grow the mapping by 4 bytes, or use the"
                            + " engine linux, and flush again",
                    null);
        }
        WORD.getAndAdd(bytes, at, 0);
    }
}
