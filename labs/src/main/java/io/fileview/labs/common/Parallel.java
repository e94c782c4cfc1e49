package io.fileview.labs.common;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Does the same for several things at once, each in a thread of its own. */
public final class Parallel {
    /**
     * What is done.
     *
     * @param <T> for what
     * @param <R> what comes out
     */
    public interface Task<T, R> {
        /**
         * Does it.
         *
         * @param thing for what
         * @return what comes out
         * @throws IOException if it fails
         */
        R run(T thing) throws IOException;
    }

    private Parallel() {}

    /**
     * Does something for each of several things, and waits for all of them, also when one fails: what
     * they have mounted is theirs to unmount.
     *
     * @param <T> what they are
     * @param <R> what comes out
     * @param things the things
     * @param task what to do
     * @return what came out, in order
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
            throw new IOException(String.valueOf(e.getMessage()), e.getCause());
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
