package io.fileview.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Locks of bytes do as {@link EngineFile#lock} says. */
public interface LockContract extends EngineWorld {
    Duration LONG = Duration.ofSeconds(60);

    @Test
    default void anExclusiveLockKeepsOthersOut() throws Exception {
        try (EngineFile one = openSample("file", 10);
                EngineFile other = open("file", Protection.READ_WRITE)) {
            assertThat(one.lock(5, false, Duration.ZERO)).isTrue();
            assertThat(other.lock(5, false, Duration.ZERO)).isFalse();
            assertThat(other.lock(5, true, Duration.ofMillis(5))).isFalse();
            assertThat(other.lock(6, false, Duration.ZERO)).isTrue();
            one.unlock(5);
            assertThat(other.lock(5, false, Duration.ZERO)).isTrue();
        }
    }

    @Test
    default void changingTheSizeKeepsLocks() throws Exception {
        try (EngineFile file = openSample("file", 10)) {
            assertThat(file.lock(5, false, Duration.ZERO)).isTrue();
            file.extend(100_000, false);
            file.extend(200_000, true);
            file.truncate(10);
            assertThat(outside().isLocked("file", 5)).isTrue();
        }
    }

    @Test
    default void sharedLocksAreShared() throws Exception {
        outside().write("file", sample(10));
        try (EngineFile one = open("file", Protection.READ_ONLY);
                EngineFile other = open("file", Protection.READ_ONLY);
                EngineFile writer = open("file", Protection.READ_WRITE)) {
            assertThat(one.lock(1L << 40, true, Duration.ZERO)).isTrue();
            assertThat(other.lock(1L << 40, true, Duration.ZERO)).isTrue();
            assertThat(writer.lock(1L << 40, false, Duration.ZERO)).isFalse();
            one.unlock(1L << 40);
            assertThat(writer.lock(1L << 40, false, Duration.ZERO)).isFalse();
            other.unlock(1L << 40);
            assertThat(writer.lock(1L << 40, false, Duration.ZERO)).isTrue();
        }
    }

    @Test
    default void anExclusiveLockNeedsAWritableFile() throws Exception {
        outside().write("file", sample(10));
        try (EngineFile file = open("file", Protection.READ_ONLY)) {
            assertThatException()
                    .isThrownBy(() -> file.lock(0, false, Duration.ZERO));
        }
    }

    @Test
    default void closingReleasesLocksOfThisFileOnly() throws Exception {
        try (EngineFile one = openSample("file", 10);
                EngineFile third = open("file", Protection.READ_WRITE)) {
            assertThat(one.lock(0, false, Duration.ZERO)).isTrue();
            try (EngineFile other = open("file", Protection.READ_WRITE)) {
                assertThat(other.lock(1, false, Duration.ZERO)).isTrue();
                assertThat(third.lock(1, false, Duration.ZERO)).isFalse();
            }
            assertThat(third.lock(1, false, Duration.ZERO)).isTrue();
            assertThat(third.lock(0, false, Duration.ZERO)).isFalse();
        }
    }

    @Test
    default void aWaiterGetsTheLockWhenItIsReleased() throws Exception {
        try (EngineFile one = openSample("file", 10);
                EngineFile other = open("file", Protection.READ_WRITE)) {
            assertThat(one.lock(0, false, Duration.ZERO)).isTrue();
            CountDownLatch started = new CountDownLatch(1);
            FutureTask<Boolean> waiter =
                    new FutureTask<>(
                            () -> {
                                started.countDown();
                                return other.lock(0, false, LONG);
                            });
            Thread.ofPlatform().start(waiter);
            started.await();
            assertThat(waiter.isDone()).isFalse();
            one.unlock(0);
            assertThat(waiter.get(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    default void anInterruptIsKept() throws Exception {
        try (EngineFile one = openSample("file", 10);
                EngineFile other = open("file", Protection.READ_WRITE)) {
            assertThat(one.lock(0, false, Duration.ZERO)).isTrue();
            Thread.currentThread().interrupt();
            boolean got = other.lock(0, false, Duration.ofMillis(5));
            boolean free = other.lock(1, false, Duration.ofMillis(5));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(got).isFalse();
            assertThat(free).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
