package io.fileview.repair;

import io.fileview.messages.FirstTen;
import io.fileview.waiting.Deadline;
import io.fileview.waiting.Uninterruptibly;
import io.fileview.waiting.WaitingThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The calls in progress that flush a file or check whether its pages were written. The kernel
 * reports a failure to one of the concurrent calls on a file descriptor, and success to the others:
 * so no result is trusted before all overlapping calls have returned.
 */
final class FlushesUnderWay {
    private static final String WHAT = "the flushes of the file that are in progress";

    /** Who makes a call, and since when. */
    private record Caller(long ticket, Thread thread, long since) {}

    private final List<Caller> callers = new ArrayList<>(); // by ticket; guarded by this
    private long next; // guarded by this

    synchronized long begin() {
        callers.add(new Caller(next, Thread.currentThread(), System.nanoTime()));
        return next++;
    }

    /** Called after the outcome of the flush has been recorded. Allocates nothing, as the heap may be full. */
    synchronized void end(long ticket) {
        for (int i = 0; i < callers.size(); i++) {
            if (callers.get(i).ticket() == ticket) {
                callers.remove(i);
                notifyAll();
                return;
            }
        }
    }

    /**
     * Waits for all calls that began before now. An interrupt does not end the wait: the caller's
     * own flush has been made, and only its outcome is missing.
     *
     * @throws TimeoutException if the time has passed; the message names those who make the calls
     * @throws IllegalStateException if the wait would never end, because this thread makes such a
     *     call itself, or those who do wait for this thread
     */
    void awaitOthers(Duration limit) throws TimeoutException {
        long begunLater;
        synchronized (this) {
            begunLater = next;
            if (noneBefore(begunLater)) {
                return;
            }
        }
        Deadline deadline = Deadline.after(limit);
        WaitingThreads.begin(WHAT, () -> threadsBefore(begunLater));
        try {
            synchronized (this) {
                if (!Uninterruptibly.await(this, () -> noneBefore(begunLater), deadline)) {
                    throw new TimeoutException(message(begunLater, limit));
                }
            }
        } finally {
            WaitingThreads.end();
        }
    }

    private boolean noneBefore(long ticket) {
        return callers.isEmpty() || callers.getFirst().ticket() >= ticket;
    }

    private Stream<Caller> callersBefore(long ticket) {
        return callers.stream().takeWhile(caller -> caller.ticket() < ticket);
    }

    private synchronized Collection<Thread> threadsBefore(long ticket) {
        Collection<Thread> threads = new HashSet<>();
        callersBefore(ticket).forEach(caller -> threads.add(caller.thread()));
        return threads;
    }

    private String message(long before, Duration limit) {
        long now = System.nanoTime();
        return WHAT
                + " have not ended within "
                + limit.toMillis()
                + " ms: "
                + FirstTen.of(
                        callersBefore(before)
                                .map(
                                        caller -> WaitingThreads.describe(caller.thread())
                                                + " for "
                                                + (now - caller.since()) / 1_000_000
                                                + " ms")
                                .toList());
    }
}
