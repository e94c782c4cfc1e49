package io.fileview.memory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Decides which calls of a memory file system fail or wait, counts them, and remembers the last of them for messages. A
 * run is repeatable as long as one thread makes all calls: the same call has the same number again. So a test runs
 * once to {@link #count} and then once for each position. Thread-safe.
 */
public final class Faults {
    private static final int REMEMBERED = 200;

    /** What to do with each call. */
    @FunctionalInterface
    public interface Plan {
        /**
         * Decides. The file system's lock is not held, so the plan may use the file system, or cut its power.
         *
         * @param call the call, which has not been carried out
         * @return what happens to it
         * @throws IOException what the call shall throw
         */
        Fault at(Call call) throws IOException;
    }

    /** The work of a call, without a result. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** The work of a call, with a result. */
    @FunctionalInterface
    interface Answered<T> {
        T run() throws IOException;
    }

    private volatile Plan plan = call -> Fault.NONE;
    private final AtomicLong count = new AtomicLong();
    private final Deque<Call> last = new ArrayDeque<>(); // guarded by itself

    Faults() {}

    /**
     * Puts another plan in force, and counts from 0 again.
     *
     * @param newPlan the plan
     */
    public void plan(Plan newPlan) {
        plan = newPlan;
        restart();
    }

    /** Lets all calls pass from now on. The count goes on. */
    public void none() {
        plan = call -> Fault.NONE;
    }

    /** Counts from 0 again and forgets the log. */
    public void restart() {
        synchronized (last) {
            count.set(0);
            last.clear();
        }
    }

    /**
     * The number of calls since the count began.
     *
     * @return calls
     */
    public long count() {
        return count.get();
    }

    /**
     * The last calls, at most 200.
     *
     * @return the calls, the oldest first
     */
    public List<Call> log() {
        synchronized (last) {
            return new ArrayList<>(last);
        }
    }

    /**
     * The call of one number meets a fault.
     *
     * @param number the number
     * @param fault the fault
     * @return the plan
     */
    public static Plan at(long number, Fault fault) {
        return call -> call.number() == number ? fault : Fault.NONE;
    }

    /**
     * The call of one number and all later ones meet a fault.
     *
     * @param number the number
     * @param fault the fault
     * @return the plan
     */
    public static Plan from(long number, Fault fault) {
        return call -> call.number() >= number ? fault : Fault.NONE;
    }

    /**
     * All calls of a kind meet a fault.
     *
     * @param which which calls
     * @param fault the fault
     * @return the plan
     */
    public static Plan each(Predicate<Call> which, Fault fault) {
        return call -> which.test(call) ? fault : Fault.NONE;
    }

    /**
     * All calls of an operation meet a fault.
     *
     * @param operation the operation
     * @param fault the fault
     * @return the plan
     */
    public static Plan each(Operation operation, Fault fault) {
        return each(call -> call.operation() == operation, fault);
    }

    /**
     * The first call of a kind meets a fault.
     *
     * @param which which calls
     * @param fault the fault
     * @return the plan, to be put in force once
     */
    public static Plan once(Predicate<Call> which, Fault fault) {
        AtomicBoolean met = new AtomicBoolean();
        return call -> which.test(call) && met.compareAndSet(false, true) ? fault : Fault.NONE;
    }

    /**
     * The first call of an operation meets a fault.
     *
     * @param operation the operation
     * @param fault the fault
     * @return the plan, to be put in force once
     */
    public static Plan once(Operation operation, Fault fault) {
        return once(call -> call.operation() == operation, fault);
    }

    /** Carries a call out as the plan wants it. */
    <T> T run(Operation operation, String file, long offset, long length, Answered<T> work)
            throws IOException {
        Call call = next(operation, file, offset, length);
        Fault fault = plan.at(call);
        fault.before(call);
        T result = work.run();
        fault.after(call);
        return result;
    }

    <T> T run(Operation operation, String file, Answered<T> work) throws IOException {
        return run(operation, file, -1, -1, work);
    }

    void run(Operation operation, String file, long offset, long length, Work work)
            throws IOException {
        Call call = next(operation, file, offset, length);
        Fault fault = plan.at(call);
        fault.before(call);
        work.run();
        fault.after(call);
    }

    void run(Operation operation, String file, Work work) throws IOException {
        run(operation, file, -1, -1, work);
    }

    /** The work of a call that may be done in part. */
    @FunctionalInterface
    interface Partial {
        void run(long length) throws IOException;
    }

    void runPartly(Operation operation, String file, long offset, long length, Partial work)
            throws IOException {
        Call call = next(operation, file, offset, length);
        Fault fault = plan.at(call);
        fault.before(call);
        work.run(fault.part(length));
        fault.after(call);
    }

    private Call next(Operation operation, String file, long offset, long length) {
        synchronized (last) {
            Call call = new Call(count.getAndIncrement(), operation, file, offset, length);
            if (last.size() == REMEMBERED) {
                last.removeFirst();
            }
            last.addLast(call);
            return call;
        }
    }
}
