package stuck;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** One test waits for ever, and cannot be interrupted. */
class StuckTest {
    @Test
    void waits() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch locked = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            lock.lock();
            locked.countDown();
        });
        locked.await();
        lock.lock();
    }

    @Test
    void doesNotWait() {}
}
