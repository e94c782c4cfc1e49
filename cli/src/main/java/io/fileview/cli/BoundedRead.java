package io.fileview.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads what a process that is stuck, or a file system that does not answer, delays without end.
 */
final class BoundedRead {
    private BoundedRead() {}

    /** Reads all bytes of a file; fails if that takes longer than the limit. */
    static byte[] of(Path file, Duration limit) throws IOException {
        return of(file, limit, () -> Files.readAllBytes(file));
    }

    /** Asks something of a file; fails if that takes longer than the limit. */
    static <T> T of(Path file, Duration limit, Callable<T> question) throws IOException {
        FutureTask<T> answer = new FutureTask<>(question);
        Thread reader = new Thread(answer, "fileview-read");
        reader.setDaemon(true);
        reader.start();
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
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
