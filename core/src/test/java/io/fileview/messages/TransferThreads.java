package io.fileview.messages;

import io.fileview.testing.Eventually;
import java.lang.reflect.Field;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads in which the JDK transfers the bytes of files; it keeps them for a minute. The JVM must
 * open {@code sun.nio.ch} to this class.
 */
final class TransferThreads {
    private static final ThreadPoolExecutor POOL = pool();

    private TransferThreads() {}

    /** Waits until all of them, which must be idle, have ended. */
    static void awaitEnd() {
        Eventually.holds("the threads have ended: " + POOL, () -> POOL.getPoolSize() == 0);
    }

    private static ThreadPoolExecutor pool() {
        try {
            Class<?> holder =
                    Class.forName(
                            "sun.nio.ch.SimpleAsynchronousFileChannelImpl$DefaultExecutorHolder");
            Field field = holder.getDeclaredField("defaultExecutor");
            field.setAccessible(true);
            ThreadPoolExecutor pool = (ThreadPoolExecutor) field.get(null);
            pool.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
            return pool;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the threads of the JDK are not where they were", e);
        }
    }
}
