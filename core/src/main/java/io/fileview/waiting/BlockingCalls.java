package io.fileview.waiting;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes calls that may block in the kernel for as long as a device takes. A virtual thread would
 * keep its carrier meanwhile, and a few of them would stop all others; so a platform thread makes
 * the call for it. Nothing bounds or interrupts such a call.
 */
public final class BlockingCalls {
    /**
     * A call.
     *
     * @param <T> what it returns
     * @param <E> what it throws
     */
    public interface Call<T, E extends Exception> {
        T make() throws E;
    }

    /** The threads that make calls for others, made when the first one is needed. */
    private static final class Threads {
        static final ExecutorService POOL =
                Executors.newCachedThreadPool(
                        Thread.ofPlatform()
                                .daemon()
                                .inheritInheritableThreadLocals(false)
                                .name("fileview call for another thread ", 0)
                                .factory());
    }

    private BlockingCalls() {}

    /**
     * Makes a call. An interrupt does not end it, and is kept.
     *
     * @param call the call, which must not depend on the thread that makes it
     */
    public static <T, E extends Exception> T make(Call<T, E> call) throws E {
        return Thread.currentThread().isVirtual() ? makeElsewhere(call) : call.make();
    }

    /**
     * Makes a call in another thread, which nobody interrupts, because an interrupt during the call
     * itself would do harm. The interrupt is kept.
     *
     * @param call the call, which must not depend on the thread that makes it
     */
    public static <T, E extends Exception> T makeElsewhere(Call<T, E> call) throws E {
        return await(Threads.POOL.submit(call::make));
    }

    @SuppressWarnings("unchecked") // A call throws E, or what need not be declared.
    private static <T, E extends Exception> T await(Future<T> result) throws E {
        boolean interrupted = false;
        try {
            while (true) { // until the kernel returns from the call
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (E) e.getCause();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
