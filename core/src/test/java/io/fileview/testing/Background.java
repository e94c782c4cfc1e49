package io.fileview.testing;

import java.util.concurrent.CompletableFuture;

/** Calls that a thread of their own makes while the test goes on. */
public final class Background {
    private Background() {}

    /** A call that may throw. */
    @FunctionalInterface
    public interface Work {
        /** Makes the call. */
        void run() throws Exception;
    }

    /** Starts a call; whatever it throws, the future throws. */
    public static CompletableFuture<Void> inBackground(Work work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                work.run();
                                done.complete(null);
                            } catch (Throwable failure) {
                                done.completeExceptionally(failure);
                            }
                        });
        return done;
    }
}
