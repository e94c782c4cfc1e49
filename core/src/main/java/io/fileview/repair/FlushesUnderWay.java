package io.fileview.repair;

import io.fileview.waiting.Uninterruptibly;
import java.util.TreeSet;

/**
 * The calls that are flushing a file at this moment, or asking whether its pages were written. The
 * kernel reports a failure to one of the calls under way on a file descriptor, and success to the
 * others: so no result is believed before all calls that overlapped with it have returned.
 */
final class FlushesUnderWay {
    private final TreeSet<Long> tickets = new TreeSet<>(); // guarded by this
    private long next; // guarded by this

    synchronized long begin() {
        tickets.add(next);
        return next++;
    }

    /** To be called after the outcome of the flush has been recorded. */
    synchronized void end(long ticket) {
        tickets.remove(ticket);
        notifyAll();
    }

    /** Waits for all calls that began before this one. */
    synchronized void awaitOthers() {
        long begunLater = next;
        Uninterruptibly.await(this, () -> tickets.isEmpty() || tickets.first() >= begunLater);
    }
}
