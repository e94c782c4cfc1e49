package io.fileview.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A run of random steps against a model: the chance that drives it, and what was done last. */
public abstract class RandomRun {
    private static final int LINES_KEPT = 30;

    private final Random random;
    private final Deque<String> history = new ArrayDeque<>();
    private final Map<String, Integer> done = new TreeMap<>();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private int step;
    private String kindOfStep = "";

    /** What a step does. */
    public interface Action {
        void run() throws Throwable;
    }

    /** A kind of step, and how often it is taken. */
    public record Step(int weight, String kind, Action action) {}

    protected RandomRun(long seed) {
        this.random = new Random(seed);
    }

    /** Chooses the next step. */
    public final Step next(List<Step> steps) {
        int left = below(steps.stream().mapToInt(Step::weight).sum());
        for (Step each : steps) {
            left -= each.weight();
            if (left < 0) {
                step++;
                kindOfStep = each.kind();
                return each;
            }
        }
        throw new AssertionError("beyond all weights");
    }

    /** What is about to be done; a step that finds nothing to do says nothing. */
    public final void log(String what) {
        done.merge(kindOfStep, 1, Integer::sum);
        note(what);
    }

    public final void note(String what) {
        if (history.size() == LINES_KEPT) {
            history.removeFirst();
        }
        history.addLast(step + ": " + what);
    }

    /** How often each kind of step was done, and how often that was refused. */
    public final String figures() {
        return "steps " + done + ", of these refused " + refusals;
    }

    /** How often a kind of step was done. */
    public final int count(String kind) {
        return done.getOrDefault(kind, 0);
    }

    public final String story() {
        return "step " + step + ", the last of them:\n  " + String.join("\n  ", history);
    }

    public final int below(int limit) {
        return random.nextInt(limit);
    }

    public final boolean oneIn(int cases) {
        return random.nextInt(cases) == 0;
    }

    public final <T> T any(List<T> list) {
        return list.get(below(list.size()));
    }

    public final <T> T any(T[] values) {
        return values[below(values.length)];
    }

    public final byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A length up to the limit, often small, and often near whole pages. */
    public final int length(int limit) {
        int wanted =
                switch (below(4)) {
                    case 0 -> 1 + below(64);
                    case 1 -> 4096 * (1 + below(4)) + below(3) - 1;
                    case 2 -> 1 + below(3 * 4096);
                    default -> 1 + below(limit);
                };
        return Math.min(wanted, limit);
    }

    /** An offset below the limit, often at or next to the start of a page. */
    public final int offset(int limit) {
        int offset = below(limit);
        return switch (below(3)) {
            case 0 -> offset & -4096;
            case 1 -> Math.clamp((offset & -4096) + below(3) - 1, 0, limit - 1);
            default -> offset;
        };
    }

    /** Does what is refused where a refusal is given, and what works where it is null. */
    public final boolean refused(
            @Nullable Class<? extends Throwable> refusal, ThrowingCallable action)
            throws Throwable {
        if (refusal == null) {
            action.call();
            return false;
        }
        isRefused(refusal.getSimpleName());
        assertThatThrownBy(action).isInstanceOf(refusal);
        return true;
    }

    /** The step under way was refused. */
    public final void isRefused(String how) {
        refusals.merge(kindOfStep, 1, Integer::sum);
        note("  refused with " + how);
    }
}
