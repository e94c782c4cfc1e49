package io.fileview.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one thing after the other, any of which may never answer, as a process that is stuck or a
 * file of a server that is down: then it is given up, and a new thread goes on with the next.
 */
final class BoundedScan<T, R> {
    private static final int LESS_PATIENT = 10;

    private final List<T> items;
    private final Look<T, R> look;
    private final List<R> found = new ArrayList<>();
    private final List<T> givenUp = new ArrayList<>();

    /** Looks at one of them. */
    interface Look<T, R> {
        /** Returns what was seen; null if there is nothing to tell. */
        @Nullable R at(T item);
    }

    private BoundedScan(List<T> items, Look<T, R> look) {
        this.items = items;
        this.look = look;
    }

    /**
     * Looks at all of them.
     *
     * @param limit how long to wait for one; after the first that does not answer, less
     */
    static <T, R> BoundedScan<T, R> of(List<T> items, Look<T, R> look, Duration limit) {
        BoundedScan<T, R> scan = new BoundedScan<>(items, look);
        int next = 0;
        Duration patience = limit;
        while (next < items.size()) {
            BoundedScan<T, R>.Reader reader = scan.new Reader(next, patience);
            Thread thread = new Thread(reader, "fileview-scan");
            thread.setDaemon(true);
            thread.start();
            next = reader.await();
            // There may be many for the same reason. The method dividedBy loads classes of decimals.
            patience = Duration.ofMillis(limit.toMillis() / LESS_PATIENT);
        }
        return scan;
    }

    /** What was seen of those that answered. */
    List<R> found() {
        return found;
    }

    /** Those that did not answer in time. */
    List<T> givenUp() {
        return givenUp;
    }

    /** Its lock guards what it has found until it is given up. */
    private final class Reader implements Runnable {
        private final Duration limit;
        private int at;
        private long since = System.nanoTime();
        private boolean isGivenUp;
        private @Nullable RuntimeException failure;
        private @Nullable Error error;

        Reader(int first, Duration limit) {
            this.at = first;
            this.limit = limit;
        }

        @Override
        public void run() {
            try {
                lookAtAll();
            } catch (RuntimeException e) {
                failed(e, null);
            } catch (Error e) {
                failed(null, e);
            }
        }

        private void lookAtAll() {
            int first;
            synchronized (this) {
                first = at;
            }
            for (int i = first; i < items.size(); i++) {
                R seen = look.at(items.get(i));
                synchronized (this) {
                    if (isGivenUp) {
                        return;
                    }
                    if (seen != null) {
                        found.add(seen);
                    }
                    at = i + 1;
                    since = System.nanoTime();
                    if (at == items.size()) {
                        notifyAll();
                    }
                }
            }
        }

        private synchronized void failed(@Nullable RuntimeException e, @Nullable Error other) {
            failure = e;
            error = other;
            notifyAll();
        }

        /** Waits for the last of them, or one that does not answer; returns the one after it. */
        synchronized int await() {
            boolean interrupted = false;
            while (at < items.size() && failure == null && error == null) {
                long left = limit.toMillis() - (System.nanoTime() - since) / 1_000_000;
                if (left <= 0) {
                    isGivenUp = true;
                    givenUp.add(items.get(at));
                    at++;
                    break;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    interrupted = true; // the wait ends soon in any case
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            if (failure != null) {
                throw failure;
            }
            if (error != null) {
                throw error;
            }
            return at;
        }
    }
}
