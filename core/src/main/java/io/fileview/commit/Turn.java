package io.fileview.commit;

import io.fileview.spi.Place;
import io.fileview.waiting.Attempts;
import io.fileview.waiting.StackRoom;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread at a time use a commit mapping. A thread does not wait for another one that waits
 * for its read lock.
 */
final class Turn {
    private final CommitStore store;
    private final Duration limit;
    private final ReentrantLock lock = new ReentrantLock();

    Turn(CommitStore store, Duration limit) {
        this.store = store;
        this.limit = limit;
    }

    interface Call<T> {
        T call() throws IOException;
    }

    interface Action {
        void run() throws IOException;
    }

    <T> T call(Call<T> call) throws IOException {
        take();
        try {
            return call.call();
        } finally {
            lock.unlock();
        }
    }

    void run(Action action) throws IOException {
        take();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private void take() throws IOException {
        StackRoom.require();
        Attempts attempts = Attempts.within(limit);
        while (!Attempts.acquires(lock)) {
            if (store.waitsForReaders()) {
                requireNoReadLock("use the commit mapping while another thread commits");
            }
            if (attempts.hasPassed()) {
                throw new CommitInUseException(
                        Place.of(store.data().name()),
                        "is in use by another thread, which did not finish within "
                                + attempts.describeLimit()
                                + "; allow a longer time with lockTimeout",
                        null);
            }
        }
    }

    void requireNoReadLock(String action) {
        ReadLocks.requireNone(store.data().identity().key(), store.data().name(), action);
    }
}
