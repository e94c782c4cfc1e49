package io.fileview.ndis;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole file, read-only, that one holder at a time has mapped: for firmware, models and other
 * blobs that are used now and then. What NDIS gives drivers, made for try-with-resources.
 *
 * <p><b>Hazard.</b> The buffer shows the file itself: changes of the file are seen, and where another
 * program truncates it, an access fails as {@link View} says. Where the bytes must stay what they
 * were, use {@link NdisFiles}, which keeps a copy.
 *
 * <p><b>Lifetime.</b> Opened, the file is not mapped. {@link #map} and {@link #unmap} may alternate
 * until {@link #close}, which unmaps as well. While the file is not mapped it takes nothing but an
 * open file of the system. A use of a buffer after it was unmapped throws {@link
 * IllegalStateException}; it never reads other memory.
 *
 * {@snippet file="LoadModel.java" region="load"}
 *
 * <p><b>Exclusive.</b> A file has one mapping at a time among all objects of this class and of {@link
 * NdisFiles} in the process, on any thread and under any of its names. Another process, and a plain
 * {@link FileMapping}, are not kept out.
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
     * Opens a file, without mapping it.
     *
     * @param path the file, on the default file system, with one byte or more
     * @return the file
     * @throws IOException as {@link io.fileview.MappingBuilder#open}
     */
    public static ExclusiveFile open(Path path) throws IOException {
        return open(path, null);
    }

    /**
     * Opens a file with a certain engine, without mapping it.
     *
     * @param path the file, on the default file system, with one byte or more
     * @param engine the engine's name as for {@link io.fileview.MappingBuilder#engine}, or null for the
     *     best
     * @return the file
     * @throws IOException as {@link io.fileview.MappingBuilder#open}
     */
    public static ExclusiveFile open(Path path, @Nullable String engine) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            FileIdentity before = identityOf(path);
            FileMapping mapping = mappingOf(path, engine);
            try {
                // The name may have changed hands; from here on the file is held and keeps its identity.
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
                path.toString(), null, "it is replaced again and again while it is opened");
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
     * @return its bytes, read-only, until {@link #unmap}
     * @throws AlreadyMappedException if the file is mapped, by this object or another
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
     * Unmaps the file at once, so that another holder may map it. A file that is not mapped stays as it
     * is.
     *
     * @throws IllegalStateException if the buffer is in use by a native call or channel I/O of another
     *     thread; it stays mapped
     */
    public synchronized void unmap() {
        View mapped = view;
        if (mapped != null) {
            ExclusiveViews.unmap(identity, mapped);
            view = null;
        }
    }

    /**
     * Tells whether this object has the file mapped.
     *
     * @return false until {@link #map} and after {@link #unmap}
     */
    public synchronized boolean isMapped() {
        return view != null;
    }

    /**
     * How long the file was when it was opened.
     *
     * @return bytes
     */
    public long length() {
        return mapping.size();
    }

    /**
     * The file.
     *
     * @return its path as it was given
     */
    public Path path() {
        return path;
    }

    /**
     * Unmaps and closes the file. Closing again does nothing.
     *
     * @throws IllegalStateException if the buffer is in use by a native call or channel I/O of another
     *     thread; the file stays mapped and open
     */
    @Override
    public synchronized void close() {
        unmap();
        mapping.close();
    }

    /**
     * Names the file and its state.
     *
     * @return for example {@code model.bin, 5000 bytes, mapped}
     */
    @Override
    public String toString() {
        String state = isMapped() ? "mapped" : mapping.isOpen() ? "not mapped" : "closed";
        return path + ", " + length() + " bytes, " + state;
    }
}
