package io.fileview.commit;

import io.fileview.ByteRange;
import io.fileview.DiskFullException;
import io.fileview.FileMapping;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.commit.journal.LeftCommits;
import io.fileview.spi.BlockCloning;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes snapshots of a file. The caller ensures that the file does not change meanwhile. */
final class Snapshots {
    private static final int CHUNK = 1 << 20;

    private final Engine engine;
    private final CommitFiles files;

    Snapshots(Engine engine, CommitFiles files) {
        this.engine = engine;
        this.files = files;
    }

    Snapshot take(EngineFile data) throws IOException {
        return take(data, null);
    }

    /** Takes a snapshot of the file with the given commits, which the file may lack. */
    Snapshot take(EngineFile data, @Nullable LeftCommits left) throws IOException {
        EngineFile copy = openCopy("snapshot of " + data.name());
        boolean cloned;
        try {
            Optional<BlockCloning> cloning = copy.blockCloning();
            cloned = cloning.isPresent() && cloning.get().cloneFrom(data);
            if (!cloned) {
                copy.extend(data.size(), true);
                copyBytes(data, copy);
            }
            if (left != null) {
                left.take(
                        new ByteRange(0, Long.MAX_VALUE),
                        (offset, bytes) -> copy.write(bytes, offset));
            }
        } catch (Throwable failure) {
            copy.close();
            throw failure;
        }
        return new Snapshot(
                FileMapping.of(engine, copy, files.location(), Protection.READ_ONLY), cloned);
    }

    /** Where no file can be created beside the original, takes the directory of temporary files. */
    private EngineFile openCopy(String called) throws IOException {
        try {
            return files.directory().openTemporary(files.snapshotPrefix(), called);
        } catch (DiskFullException full) {
            throw full;
        } catch (IOException notBeside) {
            Path elsewhere = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "snapshot");
            try (Directory directory =
                    engine.resolve(FileLocation.of(elsewhere)).directory()) {
                return directory.openTemporary(files.snapshotPrefix(), called);
            } catch (IOException | RuntimeException nowhere) {
                notBeside.addSuppressed(nowhere);
                throw notBeside;
            }
        }
    }

    /** Chunks of zeros become holes. */
    private static void copyBytes(EngineFile from, EngineFile to) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment chunk = arena.allocate(CHUNK);
            MemorySegment zeros = arena.allocate(CHUNK);
            long size = from.size();
            for (long at = from.nextData(0); at < size; at = from.nextData(at)) {
                long read = from.read(chunk.asSlice(0, Math.min(CHUNK, size - at)), at);
                if (read == 0) {
                    throw shrank(from, at, size);
                }
                if (MemorySegment.mismatch(chunk, 0, read, zeros, 0, read) >= 0) {
                    to.write(chunk.asSlice(0, read), at);
                }
                at += read;
            }
            if (from.size() < size) { // There is no data beyond the end either.
                throw shrank(from, from.size(), size);
            }
        }
    }

    private static FileShrankException shrank(EngineFile from, long now, long size) {
        return new FileShrankException(
                Place.of(from.name(), now, size - now),
                "was truncated to "
                        + now
                        + " bytes while it was copied; take the snapshot again",
                null);
    }
}
