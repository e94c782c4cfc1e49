package io.fileview.repair;

import io.fileview.waiting.Uninterruptibly;
import java.util.TreeSet;

/**
 * The calls in progress that flush a file or check whether its pages were written. The kernel
 * reports a failure to one of the concurrent calls on a file descriptor, and success to the others:
 * so no result is trusted before all overlapping calls have returned.
 */
final class FlushesUnderWay {
    private final TreeSet<Long> tickets = new TreeSet<>(); // guarded by this
    private long next; // guarded by this

    synchronized long begin() {
        tickets.add(next);
        return next++;
    }

    /** Called after the outcome of the flush has been recorded. */
    synchronized void end(long ticket) {
        tickets.remove(ticket);
        notifyAll();
    }

    /** Waits for all calls that began before now. */
    synchronized void awaitOthers() {
        long begunLater = next;
        Uninterruptibly.await(this, () -> tickets.isEmpty() || tickets.first() >= begunLater);
    }
}
