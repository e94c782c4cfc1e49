package io.fileview.labs.kills;

import io.fileview.labs.common.Pause;
import io.fileview.labs.common.UnexpectedEndException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process of a job, which is looked at from outside. Closing it kills it. */
final class Watched implements AutoCloseable {
    static final int KILLED = 128 + 9;
    private static final long SECONDS = 120;
    private static final long NANOS_BETWEEN = 500_000;

    private final Job job;
    private final Process process;
    private final Path log;
    private final long start = System.nanoTime();
    private final CompletableFuture<Long> end;
    private boolean seen;
    private long seenAfter;

    private Watched(Job job, Process process, Path log) {
        this.job = job;
        this.process = process;
        this.log = log;
        this.end = process.onExit().thenApply(ended -> System.nanoTime());
    }

    /** Starts a program. What it prints goes to a log, which is replaced. */
    static Watched start(Job job, List<String> command, Path log) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        process.getOutputStream().close();
        return new Watched(job, process, log);
    }

    long age() {
        return System.nanoTime() - start;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Looks, from a time after the start on, until the program is at work or has ended. */
    void awaitWork(long nanosAfterStart) throws UnexpectedEndException {
        pauseUntil(nanosAfterStart);
        while (!looksAtWork() && isAlive()) {
            requireInTime();
            Pause.nanos(NANOS_BETWEEN);
        }
    }

    /** Waits until the program has given its file a hidden name, or has ended. */
    void awaitHiddenName() throws IOException {
        while (isAlive()) {
            requireInTime();
            try (DirectoryStream<Path> hidden =
                    Files.newDirectoryStream(job.target().getParent(), ".fileview-*")) {
                if (hidden.iterator().hasNext()) {
                    return;
                }
            }
        }
    }

    void pauseUntil(long nanosAfterStart) {
        Pause.nanos(Math.max(0, nanosAfterStart - age()));
    }

    private void requireInTime() throws UnexpectedEndException {
        if (age() > TimeUnit.SECONDS.toNanos(SECONDS)) {
            throw new UnexpectedEndException(
                    job.title() + " did not end within " + SECONDS + " s; " + output());
        }
    }

    /** Tells whether the program has been seen at work, now or before. */
    boolean looksAtWork() {
        if (seen) {
            return true;
        }
        Path descriptors = Path.of("/proc/" + process.pid() + "/fd");
        try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
            for (Path descriptor : all) {
                if (job.isSignOfWork(Files.readSymbolicLink(descriptor).toString())) {
                    seen = true;
                    seenAfter = age();
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException endedOrClosed) {
            return false;
        }
        return false;
    }

    /** Returns how long the program was at work, if it was seen and has ended; otherwise 0. */
    long nanosOfWork() {
        long ended = end.getNow(0L);
        return seen && ended != 0 ? Math.max(0, ended - start - seenAfter) : 0;
    }

    /** Kills the program, and returns its exit code, which tells whether it had ended by itself. */
    int kill() throws IOException {
        process.destroyForcibly();
        return exitCode();
    }

    /** Waits for the program to end. */
    int exitCode() throws IOException {
        try {
            if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new UnexpectedEndException(
                    job.title() + " did not end within " + SECONDS + " s; " + output());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("the wait for " + job.title() + " was interrupted", e);
        }
    }

    /** Returns the last line that the program printed. */
    String output() {
        try {
            String all = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
            return "it printed: " + all.substring(all.lastIndexOf('\n') + 1);
        } catch (IOException e) {
            return "what it printed cannot be read: " + e;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
