package io.fileview.ndis;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A read-only file that is mapped as a whole and by at most one holder at a time: for firmware,
 * models and other large files that are used occasionally. It offers what NDIS offers drivers, in a
 * form for try-with-resources.
 *
 * <p><b>Hazard.</b> The buffer shows the file itself, including later changes. If another program
 * truncates the file, access to the buffer has the consequences that {@link View#segment()}
 * describes. If the bytes must not change, use {@link NdisFiles}, which keeps a copy.
 *
 * <p><b>Lifetime.</b> The file is opened unmapped. {@link #map} and {@link #unmap} may alternate
 * until {@link #close}, which also unmaps. While the file is not mapped, it uses only a file
 * descriptor. Any use of a buffer after it has been unmapped throws {@link IllegalStateException};
 * it never reads other memory.
 *
 * {@snippet file="LoadModel.java" region="load"}
 *
 * <p><b>Exclusive.</b> Among all objects of this class and of {@link NdisFiles} in the process, a
 * file has at most one mapping at a time, on any thread and by any of its names. Other processes
 * and plain {@link FileMapping}s are not excluded.
 *
 * <p>All methods may be called from any thread.
 */
public final class ExclusiveFile implements AutoCloseable {
    private static final int ATTEMPTS = 10;

    private final Path path;
    private final FileMapping mapping;
    private final FileIdentity identity;
    private @Nullable View view;

    private ExclusiveFile(Path path, FileMapping mapping, FileIdentity identity) {
        this.path = path;
        this.mapping = mapping;
        this.identity = identity;
    }

    /**
     * Opens a file without mapping it.
     *
     * @param path the file, on the default file system
     * @return the file
     * @throws IOException as {@link io.fileview.MappingBuilder#open}
     */
    public static ExclusiveFile open(Path path) throws IOException {
        return open(path, null);
    }

    /**
     * Opens a file with an engine chosen by name, without mapping it.
     *
     * @param path the file, on the default file system
     * @param engine the name of the engine, as for {@link
     *     io.fileview.MappingBuilder#engine(String)}, or null for the default
     * @return the file
     * @throws IOException as {@link io.fileview.MappingBuilder#open}
     */
    public static ExclusiveFile open(Path path, @Nullable String engine) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            FileIdentity before = identityOf(path);
            FileMapping mapping = mappingOf(path, engine);
            try {
                // The file may have been replaced. From here on it is open and keeps its identity.
                if (identityOf(path).equals(before)) {
                    return new ExclusiveFile(path, mapping, before);
                }
            } catch (Throwable failure) {
                mapping.close();
                throw failure;
            }
            mapping.close();
        }
        throw new FileSystemException(
                path.toString(), null, "it was replaced each time while it was being opened, "
                        + ATTEMPTS + " times; try again");
    }

    private static FileMapping mappingOf(Path path, @Nullable String engine) throws IOException {
        var builder = FileMapping.builder(path).protection(Protection.READ_ONLY);
        return engine == null ? builder.open() : builder.engine(engine).open();
    }

    private static FileIdentity identityOf(Path path) throws IOException {
        return FileIdentity.of(
                Files.readAttributes(path, BasicFileAttributes.class), path.toRealPath());
    }

    /**
     * Maps the whole file.
     *
     * @return its bytes, read-only, valid until {@link #unmap}
     * @throws AlreadyMappedException if the file is already mapped, by this object or another one
     * @throws IOException as {@link io.fileview.ViewBuilder#map}
     * @throws IllegalStateException if the file is closed
     */
    public synchronized MemorySegment map() throws IOException {
        if (!mapping.isOpen()) {
            throw new IllegalStateException(this + "; open it again");
        }
        Optional<View> mapped = ExclusiveViews.map(identity, mapping::map);
        View fresh = mapped.orElseThrow(() -> new AlreadyMappedException(path.toString()));
        view = fresh;
        return fresh.segment();
    }

    /**
     * Unmaps the file immediately, so that it can be mapped by another holder. Does nothing if it
     * is not mapped.
     *
     * @throws IllegalStateException if another thread is using the buffer in a native call or
     *     channel I/O; the file stays mapped
     */
    public synchronized void unmap() {
        View mapped = view;
        if (mapped != null) {
            ExclusiveViews.unmap(identity, mapped);
            view = null;
        }
    }

    /**
     * Returns whether this object has the file mapped.
     *
     * @return true between {@link #map} and {@link #unmap}
     */
    public synchronized boolean isMapped() {
        return view != null;
    }

    /**
     * Returns the length that the file had when it was opened.
     *
     * @return bytes
     */
    public long length() {
        return mapping.size();
    }

    /**
     * Returns the path of the file.
     *
     * @return the path as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * Unmaps and closes the file. Closing again does nothing.
     *
     * @throws IllegalStateException if another thread is using the buffer in a native call or
     *     channel I/O; the file stays mapped and open
     */
    @Override
    public synchronized void close() {
        unmap();
        mapping.close();
    }

    /**
     * Returns the path, the length and the state of the file.
     *
     * @return for example {@code model.bin, 5000 bytes, mapped}
     */
    @Override
    public String toString() {
        String state = isMapped() ? "mapped" : mapping.isOpen() ? "not mapped" : "closed";
        return path + ", " + length() + " bytes, " + state;
    }
}
