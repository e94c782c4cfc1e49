package io.fileview.labs.storm;

import io.fileview.labs.common.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Times the calls of one thread, and reports a call that does not end, while it still runs. */
final class Watch {
    /** How long each call may wait for others. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    /** What a busy machine and its disks may add to that. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    private static final int FRAMES = 12;
    private static final int LOOK_MILLIS = 200;

    private final Events events;
    private final long bound;
    private final Thread thread = Thread.currentThread();
    private @Nullable Running running; // guarded by this
    private long slowest = 100; // milliseconds

    private record Running(String name, long start) {}

    /** A call. */
    interface Call<T> {
        T run() throws IOException;
    }

    Watch(Events events) {
        this(events, LIMIT.plus(SLACK));
    }

    Watch(Events events, Duration bound) {
        this.events = events;
        this.bound = bound.toMillis();
        Thread.ofPlatform().daemon().name("watch").start(this::look);
    }

    <T> T time(String name, Call<T> call) throws IOException {
        long start = System.nanoTime();
        set(new Running(name, start));
        try {
            return call.run();
        } finally {
            set(null);
            long took = millisSince(start);
            if (took > slowest) {
                slowest = took;
                events.add(Events.Kind.SLOWEST, took + " ms " + name);
            }
        }
    }

    private synchronized void set(@Nullable Running call) {
        running = call;
    }

    private synchronized @Nullable Running running() {
        return running;
    }

    private static long millisSince(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    private void look() {
        Running reported = null;
        while (true) {
            Running call = running();
            if (call != null && !call.equals(reported) && millisSince(call.start) > bound) {
                reported = call;
                events.add(
                        Events.Kind.HUNG,
                        call.name + " after " + millisSince(call.start) + " ms at "
                                + Arrays.stream(thread.getStackTrace())
                                        .limit(FRAMES)
                                        .map(StackTraceElement::toString)
                                        .collect(Collectors.joining(" < ")));
            }
            Pause.millis(LOOK_MILLIS);
        }
    }
}
