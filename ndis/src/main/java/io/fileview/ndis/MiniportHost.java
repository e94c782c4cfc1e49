package io.fileview.ndis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a routine as NDIS runs a driver's MiniportInitializeEx, and enforces its rules: files are
 * opened inside the routine, on its thread, at {@link Irql#PASSIVE_LEVEL}, and are closed before it
 * returns.
 *
 * <p><b>Hazard.</b> When {@link #initialize} returns, the buffers of files that the routine left
 * open are no longer valid.
 *
 * <p><b>Lifetime.</b> Each call of {@code initialize} uses a new {@link NdisFiles}, which is closed
 * at the end of the call. It refuses to open files on other threads, and after the call on any
 * thread. The host itself holds no resources.
 *
 * <p>The specification is Microsoft's documentation of NdisOpenFile. All methods may be called from
 * any thread.
 */
public final class MiniportHost {
    private final Path directory;
    private final @Nullable String engine;

    private MiniportHost(Path directory, @Nullable String engine) {
        this.directory = Objects.requireNonNull(directory);
        this.engine = engine;
    }

    /**
     * Creates a host for drivers whose files are in a directory.
     *
     * @param directory the directory, as for {@link NdisFiles#in(Path)}
     * @return the host
     */
    public static MiniportHost in(Path directory) {
        return new MiniportHost(directory, null);
    }

    /**
     * Creates a host for drivers whose files are in a directory, with an engine chosen by name.
     *
     * @param directory the directory, as for {@link NdisFiles#in(Path, String)}
     * @param engine the name of the engine
     * @return the host
     */
    public static MiniportHost in(Path directory, String engine) {
        return new MiniportHost(directory, Objects.requireNonNull(engine));
    }

    /**
     * Runs the routine and reports the result. Even if the routine throws, the files that it left
     * open are closed, and the interrupt request level of the thread is restored.
     *
     * @param routine the driver's initialisation routine
     * @return the status, the files left open, and the level
     * @throws IrqlViolationException if the level of the thread is above {@link
     *     Irql#PASSIVE_LEVEL}; the routine has not been run
     * @throws IOException if the routine throws it
     * @throws IllegalStateException if the routine throws it, or if at the end another thread is
     *     using a buffer in a native call or channel I/O; that file stays open
     */
    public MiniportReport initialize(MiniportInitialize routine) throws IOException {
        Objects.requireNonNull(routine);
        Irql.require("MiniportInitializeEx", Irql.PASSIVE_LEVEL);
        try (NdisFiles files = new NdisFiles(directory, engine, Thread.currentThread())) {
            try {
                int status = routine.initialize(files);
                // The list comes first, because closing empties it.
                List<String> leftOpen = files.openFiles();
                return new MiniportReport(status, leftOpen, Irql.current());
            } finally {
                Irql.set(Irql.PASSIVE_LEVEL);
            }
        }
    }
}
