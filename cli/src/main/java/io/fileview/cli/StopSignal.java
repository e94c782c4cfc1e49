package io.fileview.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end in order when the user or the service manager stops the process, and gives it
 * the exit code 0 then, in place of the JVM's 130 or 143.
 */
final class StopSignal implements AutoCloseable {
    private static final long MOST_SECONDS = 60;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::stop, "stop");

    private StopSignal() {}

    static StopSignal listen() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.atExit);
        return signal;
    }

    /** Runs while the process is ending; the command's thread goes on meanwhile. */
    private void stop() {
        stopping.countDown();
        boolean isDone = false;
        try {
            isDone = stopped.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(isDone ? ExitCode.OK : ExitCode.FAILED);
    }

    /** Waits; returns whether the process, or this thread, has been asked to stop. */
    boolean await(long millis) {
        try {
            return stopping.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The command has done what is to be done before the process ends. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ignored) {
            return; // the process is ending
        }
    }
}
