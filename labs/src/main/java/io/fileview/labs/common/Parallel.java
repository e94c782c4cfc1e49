package io.fileview.labs.common;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Runs a task for several things at once, each in a thread of its own. */
public final class Parallel {
    /**
     * What is done for each.
     *
     * @param <T> the type of the things
     * @param <R> the type of the results
     */
    public interface Task<T, R> {
        /**
         * Runs the task.
         *
         * @param thing one of the things
         * @return the result
         * @throws IOException if it fails
         */
        R run(T thing) throws IOException;
    }

    private Parallel() {}

    /**
     * Runs a task for each of several things and waits for all of them, even if one fails: each has to
     * unmount what it has mounted.
     *
     * @param <T> the type of the things
     * @param <R> the type of the results
     * @param things the things
     * @param task the task
     * @return the results, in the order of the things
     * @throws IOException if one failed
     */
    public static <T, R> List<R> map(List<T> things, Task<T, R> task) throws IOException {
        List<CompletableFuture<R>> running = new ArrayList<>();
        for (T thing : things) {
            running.add(
                    CompletableFuture.supplyAsync(
                            () -> unchecked(task, thing),
                            work -> Thread.ofPlatform().start(work)));
        }
        try {
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException failure
                    ? failure
                    : new IOException(String.valueOf(e.getMessage()), e.getCause());
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    private static <T, R> R unchecked(Task<T, R> task, T thing) {
        try {
            return task.run(thing);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }
}
