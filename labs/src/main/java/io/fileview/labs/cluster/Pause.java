package io.fileview.labs.cluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waiting for what another process does. */
final class Pause {
    private Pause() {}

    /** A question about another process, asked again and again. */
    @FunctionalInterface
    interface Question {
        boolean isTrue() throws IOException;
    }

    static void millis(long millis) throws IOException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Asks until it is true or the time is over; tells whether it came true. */
    static boolean until(long seconds, Question question) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!question.isTrue()) {
            if (System.nanoTime() > end) {
                return false;
            }
            millis(100);
        }
        return true;
    }
}
