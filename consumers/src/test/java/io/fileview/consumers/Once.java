package io.fileview.consumers;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Something that takes long to make and that many tests use: made by the first, and where it could
 * not be made, each of them fails for the same reason.
 */
final class Once<T> {
    private final FutureTask<T> task;

    Once(Callable<T> maker) {
        this.task = new FutureTask<>(maker);
    }

    T get() throws InterruptedException {
        task.run();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }
}
