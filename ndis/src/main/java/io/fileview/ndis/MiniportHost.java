package io.fileview.ndis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a routine as NDIS runs a driver's MiniportInitializeEx, and holds it to the rules: files are
 * opened inside it, by its own thread, at {@link Irql#PASSIVE_LEVEL}, and closed before it returns.
 *
 * <p><b>Hazard.</b> Buffers of files that the routine left open are dead when {@link #initialize}
 * returns.
 *
 * <p><b>Lifetime.</b> Each call has {@link NdisFiles} of its own, which are closed at its end: they
 * refuse to open a file afterwards, as they refuse other threads meanwhile. The host itself holds
 * nothing.
 *
 * <p>The source is Microsoft's page on NdisOpenFile. All methods may be called from any thread.
 */
public final class MiniportHost {
    private final Path directory;
    private final @Nullable String engine;

    private MiniportHost(Path directory, @Nullable String engine) {
        this.directory = Objects.requireNonNull(directory);
        this.engine = engine;
    }

    /**
     * Hosts drivers whose files are in a directory.
     *
     * @param directory the directory, as for {@link NdisFiles#in(Path)}
     * @return the host
     */
    public static MiniportHost in(Path directory) {
        return new MiniportHost(directory, null);
    }

    /**
     * Hosts drivers whose files are in a directory, with a certain engine.
     *
     * @param directory the directory, as for {@link NdisFiles#in(Path, String)}
     * @param engine its name
     * @return the host
     */
    public static MiniportHost in(Path directory, String engine) {
        return new MiniportHost(directory, Objects.requireNonNull(engine));
    }

    /**
     * Runs the routine and says how it went. Whatever the routine does or throws, the files that it
     * left open are closed, and the thread has its level again.
     *
     * @param routine the driver's initialisation
     * @return status, files left open, level
     * @throws IrqlViolationException above {@link Irql#PASSIVE_LEVEL}; the routine has not run
     * @throws IOException if the routine throws it
     * @throws IllegalStateException if the routine throws it, or another thread uses a buffer in a
     *     native call or channel I/O at the end; that file stays open
     */
    public MiniportReport initialize(MiniportInitialize routine) throws IOException {
        Objects.requireNonNull(routine);
        Irql.require("MiniportInitializeEx", Irql.PASSIVE_LEVEL);
        try (NdisFiles files = new NdisFiles(directory, engine, Thread.currentThread())) {
            try {
                int status = routine.initialize(files);
                // The list first: closing empties it.
                List<String> leftOpen = files.openFiles();
                return new MiniportReport(status, leftOpen, Irql.current());
            } finally {
                Irql.set(Irql.PASSIVE_LEVEL);
            }
        }
    }
}
