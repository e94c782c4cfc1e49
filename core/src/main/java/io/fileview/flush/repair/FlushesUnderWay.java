package io.fileview;

import java.util.TreeSet;

/**
 * Who is flushing a file at this moment, or asking whether its pages were written. The kernel tells
 * a failure to one of those under way on a file descriptor, and the others that all is well: so none
 * is believed before all that it overlapped with have come back.
 */
final class FlushesUnderWay {
    private final TreeSet<Long> tickets = new TreeSet<>(); // guarded by this
    private long next; // guarded by this

    synchronized long begin() {
        tickets.add(next);
        return next++;
    }

    /** Call after what came of the flush has been noted. */
    synchronized void end(long ticket) {
        tickets.remove(ticket);
        notifyAll();
    }

    /** Waits for all that have begun before this call. */
    synchronized void awaitOthers() {
        long begunLater = next;
        boolean interrupted = false;
        while (!tickets.isEmpty() && tickets.first() < begunLater) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
