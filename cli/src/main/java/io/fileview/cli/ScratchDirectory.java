package io.fileview.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A temporary directory of the demo and the process that works in it, which are both gone at the end,
 * even if the demo is interrupted. It has no directories in it.
 */
final class ScratchDirectory implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 10;
    private static final int MAX_ATTEMPTS = 50;
    private static final long NANOS_BETWEEN = 20_000_000;

    private final Path path;
    private final Thread atExit = new Thread(this::end, "scratch directory");
    private @Nullable Process process; // guarded by this
    private boolean ended; // guarded by this

    private ScratchDirectory(Path path) {
        this.path = path;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static ScratchDirectory in(Path directory) throws IOException {
        return new ScratchDirectory(Files.createTempDirectory(directory, "fileview-demo-"));
    }

    Path path() {
        return path;
    }

    /** Starts a process that works in this directory. */
    synchronized Process start(ProcessBuilder builder) throws IOException {
        if (ended) {
            throw new IOException("the demo has been interrupted; run it again");
        }
        Process started = builder.start();
        process = started;
        return started;
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ignored) {
            return; // the process is ending, and the hook runs or has run
        }
    }

    private synchronized void end() {
        ended = true;
        if (process != null) {
            try {
                process.destroyForcibly().waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        // Whoever has a file open in this process may create another one meanwhile.
        for (int i = 0; i < MAX_ATTEMPTS && !isDeleted(); i++) {
            LockSupport.parkNanos(NANOS_BETWEEN);
        }
    }

    private boolean isDeleted() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException notYet) {
            return !Files.exists(path);
        }
        try {
            return Files.deleteIfExists(path);
        } catch (IOException notYet) {
            return false;
        }
    }
}
