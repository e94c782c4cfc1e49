package io.fileview;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What happened in a race. */
final class RaceFigures {
    final LongAdder read = new LongAdder();
    final LongAdder written = new LongAdder();

    /** Uses that met a view that was dead or died meanwhile. */
    final LongAdder refused = new LongAdder();

    /** Of these, the ones that left the thread interrupted. */
    final LongAdder interrupted = new LongAdder();

    final LongAdder unmapped = new LongAdder();
    final LongAdder remapped = new LongAdder();

    /** Times that something else was mapped where a dead view had been. */
    final LongAdder reused = new LongAdder();

    /** Unmaps and remaps that had to wait until channel I/O let go of the segment. */
    final LongAdder busy = new LongAdder();

    final LongAdder wrong = new LongAdder();
    private final AtomicReference<@Nullable String> firstWrong = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    void check(long word, RaceWords expected, long offset, Object where) {
        if (!expected.isRight(word, offset)) {
            wrong.increment();
            if (firstWrong.get() == null) {
                firstWrong.compareAndSet(
                        null,
                        Long.toHexString(word)
                                + " at file offset "
                                + offset
                                + " of "
                                + where
                                + ", found by "
                                + accesses());
            }
        }
    }

    /** The kind of access, which is the name of the method. */
    private static List<String> accesses() {
        return StackWalker.getInstance()
                .walk(frames -> frames.skip(2).limit(4).map(StackFrame::getMethodName).toList());
    }

    @Nullable String firstWrong() {
        return firstWrong.get();
    }

    void failed(Throwable what) {
        failure.compareAndSet(null, what);
    }

    @Nullable Throwable failure() {
        return failure.get();
    }

    @Override
    public String toString() {
        return "read "
                + read
                + ", written "
                + written
                + ", refused "
                + refused
                + " (interrupted "
                + interrupted
                + ")"
                + ", unmapped "
                + unmapped
                + ", remapped "
                + remapped
                + ", addresses used again "
                + reused
                + ", waited for I/O "
                + busy
                + ", wrong "
                + wrong;
    }
}
