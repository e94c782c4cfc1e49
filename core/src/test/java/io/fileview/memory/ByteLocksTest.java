package io.fileview.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Locks of bytes among holders. */
class ByteLocksTest {
    private final ByteLocks locks = new ByteLocks();

    @Test
    void aHolderTurnsItsLockIntoAnotherUnlessSomebodyIsInTheWay() {
        assertThat(locks.take("one", 0, false)).isTrue();
        assertThat(locks.take("other", 0, true)).isFalse();
        assertThat(locks.take("one", 0, true)).isTrue();
        assertThat(locks.take("other", 0, true)).isTrue();
        assertThat(locks.take("one", 0, false)).isFalse();
        locks.release("other", 0);
        assertThat(locks.take("one", 0, false)).isTrue();
        assertThat(locks.take("other", 0, true)).isFalse();
    }

    @Test
    void aHolderReleasesItsOwnLocksOnly() {
        locks.take("one", 0, true);
        locks.take("other", 0, true);
        locks.take("other", 1, false);
        locks.release("third", 1);
        locks.releaseAll("one");
        assertThat(locks.take("third", 0, false)).isFalse();
        assertThat(locks.take("third", 1, false)).isFalse();
        locks.releaseAll("other");
        assertThat(locks.take("third", 0, false)).isTrue();
        assertThat(locks.take("third", 1, false)).isTrue();
    }

    /** The open files of this process are no news to it. */
    @Test
    void otherProcessesAreNamed() {
        locks.take(new Object(), 0, true);
        assertThat(locks.others(0)).isEmpty();
        locks.take("two", 0, true);
        locks.take("one", 0, true);
        assertThat(locks.others(0)).containsExactly("one", "two");
        assertThat(locks.others(1)).isEmpty();
    }
}
