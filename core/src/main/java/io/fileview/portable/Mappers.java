package io.fileview.portable;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.Protection;
import io.fileview.proc.MappingRoom;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maps ranges of an open file. The descriptor for mapping is opened with the first range, so that a
 * file that is never mapped needs only one descriptor.
 */
final class Mappers {
    private final String name;
    private final Path path;
    private final FileIdentity identity;
    private final Protection protection;
    private final FileBytes bytes;

    /** For shared views of a file that was opened READ_ONLY. */
    private @Nullable Mapper readable; // guarded by this

    /** For all other views: the JDK creates private mappings only of a file that it may write. */
    private @Nullable Mapper writable; // guarded by this

    /** A mapped segment, and the arena that unmaps it. */
    record Mapped(Arena arena, MemorySegment segment) {
        /** Unmaps the segment, unless {@link Arena#close} throws. */
        void unmap() {
            arena.close();
            MappingRoom.OF_PROCESS.giveBack(1);
        }
    }

    Mappers(
            String name,
            Path path,
            FileIdentity identity,
            Protection protection,
            FileBytes bytes) {
        this.name = name;
        this.path = path;
        this.identity = identity;
        this.protection = protection;
        this.bytes = bytes;
    }

    Mapped map(long offset, long length, Protection view, boolean confined) throws IOException {
        Place place = Place.of(name, offset, length);
        bytes.requireInFile(place); // The JDK would extend a writable file.
        Mapper mapper = mapperFor(view);
        MapMode mode =
                switch (view) {
                    case READ_ONLY -> MapMode.READ_ONLY;
                    case READ_WRITE -> MapMode.READ_WRITE;
                    case COPY_ON_WRITE -> MapMode.PRIVATE;
                };
        takeRoom(place, view);
        Arena arena = confined ? Arena.ofConfined() : Arena.ofShared();
        try {
            return new Mapped(arena, mapper.map(mode, offset, length, arena, confined));
        } catch (Throwable failure) {
            arena.close();
            MappingRoom.OF_PROCESS.giveBack(1);
            if (failure instanceof IOException refused && !(failure instanceof MappingException)) {
                bytes.requireInFile(place);
                throw MapErrors.toMap(place, view, refused);
            }
            throw failure;
        }
    }

    /** Other operating systems have no such limit. */
    private static void takeRoom(Place place, Protection view) throws MappingLimitException {
        if (!Host.LINUX) {
            return;
        }
        Optional<MappingRoom.Shortage> shortage = MappingRoom.OF_PROCESS.take(1, 1);
        if (shortage.isPresent()) {
            throw MapErrors.tooManyMappings(place, view, shortage.get());
        }
    }

    /** Opens the descriptor for views of the protection that the file was opened with. */
    void openNow() throws IOException {
        mapperFor(protection);
    }

    private synchronized Mapper mapperFor(Protection view) throws IOException {
        if (protection == Protection.READ_ONLY && view == Protection.READ_ONLY) {
            if (readable == null) {
                readable = open(false);
            }
            return readable;
        }
        if (writable == null) {
            writable = open(true);
        }
        return writable;
    }

    private Mapper open(boolean toWrite) throws IOException {
        try {
            return new Mapper(name, path, identity, toWrite);
        } catch (FileSystemException failure) {
            throw toWrite && protection != Protection.READ_WRITE
                    ? ErrorTranslation.toCopyOnWrite(name, failure)
                    : ErrorTranslation.toOpenAgain(name, failure);
        }
    }

    /**
     * Flushes through the descriptor of the shared views, if there is one, to collect the errors
     * that the kernel keeps for it.
     */
    void force() throws IOException {
        Mapper shared;
        synchronized (this) {
            shared = protection == Protection.READ_ONLY ? readable : writable;
        }
        if (shared != null) {
            shared.force();
        }
    }

    synchronized void close() {
        if (readable != null) {
            readable.close();
        }
        if (writable != null) {
            writable.close();
        }
    }
}
