package io.fileview.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a file of {@code /proc}, which a process that is stuck delays without end. */
final class BoundedRead {
    private BoundedRead() {}

    /** Reads all bytes; fails if that takes longer than the limit. */
    static byte[] of(Path file, Duration limit) throws IOException {
        FutureTask<byte[]> bytes = new FutureTask<>(() -> Files.readAllBytes(file));
        Thread reader = new Thread(bytes, "fileview-read");
        reader.setDaemon(true);
        reader.start();
        try {
            return bytes.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException problem
                    ? problem
                    : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new InterruptedIOException(file + " could not be read in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(file + " was not read, because of an interrupt");
        }
    }
}
