package io.fileview.portable;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.guarded.mapped.PageAccess;
import io.fileview.portable.Mappers.Mapped;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Marks cached pages as dirty by atomically adding zero to a word of each, which loses no
 * concurrent write. A page of a hole needs a block then, and the JVM may not survive if there is
 * none; so nothing is marked unless the disk has room for all of the pages. On Windows, where it is
 * unknown which pages are cached, all pages are marked, which reads those that are not.
 */
final class CachedPages {
    private static final long AT_ONCE = 1L << 30;

    private final String name;
    private final SteadyFile file;
    private final Mappers mappers;
    private final LocalFileSystem fileSystem;

    CachedPages(String name, SteadyFile file, Mappers mappers, LocalFileSystem fileSystem) {
        this.name = name;
        this.file = file;
        this.mappers = mappers;
        this.fileSystem = fileSystem;
    }

    /** Marks the pages of a range that may be cached, and returns them. */
    List<ByteRange> dirty(ByteRange range) throws IOException {
        List<ByteRange> dirtied = new ArrayList<>();
        long page = Host.PAGE_SIZE;
        long size = file.size(name);
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
            List<ByteRange> cached = new ArrayList<>();
            for (long at = 0; at < length; at += Host.PAGE_SIZE) {
                long here = Math.min(Host.PAGE_SIZE, length - at);
                // On Windows the JDK answers that no page is loaded, without having looked.
                if (Host.WINDOWS || bytes.asSlice(at, here).isLoaded()) {
                    cached.add(new ByteRange(at, here));
                }
            }
            if (!cached.isEmpty()) {
                requireWritable(Place.of(name, offset, length), cached.size() * Host.PAGE_SIZE);
            }
            for (ByteRange page : cached) {
                dirtyPage(bytes, page.offset(), page.length(), offset);
                dirtied.add(new ByteRange(offset + page.offset(), page.length()));
            }
        } catch (InternalError lostPage) {
            throw TransferErrors.toRead(Place.of(name, offset, length), lostPage);
        } finally {
            mapped.unmap();
        }
    }

    private void requireWritable(Place place, long needed) throws IOException {
        if (fileSystem.isReadOnly()) {
            throw new MappingException(
                    place,
                    "its pages cannot be marked as dirty after a failed flush, because its file"
                            + " system has become read-only; remount it writable, and flush again",
                    null);
        }
        long room = fileSystem.room();
        if (room < needed) {
            throw new DiskFullException(
                    place,
                    "its pages cannot be marked as dirty after a failed flush, because they may need "
                            + needed
                            + " bytes and the file system has "
                            + room
                            + " left; free disk space, and flush again",
                    null);
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
                            + " 4 bytes of it; extend the mapping by 4 bytes, or use another"
                            + " engine, "
                            + Host.OTHER_ENGINE
                            + ", and flush again",
                    null);
        }
        PageAccess.markDirty(bytes, at);
    }
}
