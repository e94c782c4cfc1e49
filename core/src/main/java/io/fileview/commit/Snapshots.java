package io.fileview;

import io.fileview.journal.CommitFiles;
import io.fileview.spi.Engine;
import io.fileview.spi.Engine.Creation;
import io.fileview.spi.OpenFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Takes snapshots of a file. The caller sees to it that the file does not change meanwhile. */
final class Snapshots {
    private static final int CHUNK = 1 << 20;

    private final Engine engine;
    private final CommitFiles files;

    Snapshots(Engine engine, CommitFiles files) {
        this.engine = engine;
        this.files = files;
    }

    Snapshot take(OpenFile data) throws IOException {
        Path path =
                files.data().resolveSibling(
                        files.data().getFileName() + ".fileview-snapshot-" + UUID.randomUUID());
        OpenFile copy = engine.openFile(path, true, Creation.CREATE_NEW, true);
        boolean removed = false;
        try {
            boolean cloned = copy.cloneFrom(data);
            if (!cloned) {
                copy.setSize(data.size());
            }
            FileMapping mapping =
                    FileMapping.builder(path).protection(Protection.READ_ONLY).open(engine);
            try {
                // Gone by name at once where the system allows it: nothing is left after a crash.
                removed = removeNow(path);
                if (!cloned) {
                    copyBytes(data, copy);
                }
                return new Snapshot(mapping, cloned, removed ? null : path);
            } catch (Throwable failure) {
                mapping.close();
                throw failure;
            }
        } catch (Throwable failure) {
            if (!removed) {
                removeNow(path);
            }
            throw failure;
        } finally {
            copy.close();
        }
    }

    private static boolean removeNow(Path path) {
        try {
            return Files.deleteIfExists(path);
        } catch (IOException openOnWindows) {
            return false;
        }
    }

    /** Chunks of zeros stay holes. */
    private static void copyBytes(OpenFile from, OpenFile to) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment chunk = arena.allocate(CHUNK);
            MemorySegment zeros = arena.allocate(CHUNK);
            long size = from.size();
            for (long at = 0; at < size;) {
                long read = from.read(chunk.asSlice(0, Math.min(CHUNK, size - at)), at);
                if (read == 0) {
                    throw new FileShrankException(
                            MappingException.Place.of(from.name(), at, size - at),
                            "somebody truncated the file to " + at + " bytes while it was copied",
                            null);
                }
                if (MemorySegment.mismatch(chunk, 0, read, zeros, 0, read) >= 0) {
                    to.write(chunk.asSlice(0, read), at);
                }
                at += read;
            }
        }
    }
}
