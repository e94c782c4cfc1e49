package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.memory.Ability;
import io.fileview.memory.Options;
import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users of a file in one process exclude each other if one of them could lose its locks by the other. */
class UsersInProcessTest {
    /** Every copy of the library in the process uses it, so its name must stay. */
    private static final String PROPERTY = "io.fileview.commit.users";

    private static final FileIdentity.Key FILE = key(5, 12);

    private final @Nullable String before = System.getProperty(PROPERTY);
    private final List<UsersInProcess> users = new ArrayList<>();

    private static FileIdentity.Key key(long numberHigh, long number) {
        return new FileIdentity.Key("a volume of this test", numberHigh, number);
    }

    @AfterEach
    void allLeave() {
        users.forEach(UsersInProcess::leave);
        assertThat(System.getProperty(PROPERTY)).isEqualTo(before);
    }

    private boolean isAdmitted(FileIdentity.Key file, String engine, boolean keepsLocks) {
        UsersInProcess user = UsersInProcess.join(file, engine, keepsLocks);
        if (user != null) {
            users.add(user);
        }
        return user != null;
    }

    private boolean isAdmitted(String engine, boolean keepsLocks) {
        return isAdmitted(FILE, engine, keepsLocks);
    }

    @Test
    void usersOfOneEngineShareAFile() {
        assertThat(isAdmitted("one", false)).isTrue();
        assertThat(isAdmitted("one", false)).isTrue();
    }

    @Test
    void usersOfEnginesThatKeepTheirLocksShareAFile() {
        assertThat(isAdmitted("one", true)).isTrue();
        assertThat(isAdmitted("other", true)).isTrue();
    }

    @Test
    void whoseLocksCanBeLostIsNotAdmittedBesideAnotherEngine() {
        assertThat(isAdmitted("keeps", true)).isTrue();
        assertThat(isAdmitted("loses", false)).isFalse();
    }

    @Test
    void anotherEngineIsNotAdmittedBesideAUserWhoseLocksCanBeLost() {
        assertThat(isAdmitted("loses", false)).isTrue();
        assertThat(isAdmitted("keeps", true)).isFalse();
        assertThat(isAdmitted("also loses", false)).isFalse();
    }

    @Test
    void oneUserInTheWayIsEnough() {
        assertThat(isAdmitted("one", true)).isTrue();
        assertThat(isAdmitted("other", true)).isTrue();
        assertThat(isAdmitted("one", false)).isFalse();
    }

    @Test
    void usersOfOtherFilesAreNotInTheWay() {
        assertThat(isAdmitted("one", false)).isTrue();
        assertThat(isAdmitted(key(5, 1), "other", false)).isTrue();
        assertThat(isAdmitted(key(5, 123), "other", false)).isTrue();
        assertThat(isAdmitted(key(6, 12), "other", false)).isTrue();
        assertThat(isAdmitted(
                new FileIdentity.Key("another volume of this test", 5, 12), "other", false))
                .isTrue();
    }

    @Test
    void whoHasLeftIsNotInTheWay() {
        assertThat(isAdmitted("one", false)).isTrue();
        assertThat(isAdmitted("one", false)).isTrue();
        users.removeLast().leave();
        assertThat(isAdmitted("other", false)).as("one of two is still there").isFalse();
        users.removeLast().leave();
        assertThat(isAdmitted("other", false)).isTrue();
    }

    @Test
    void aCopyOfTheLibraryLeavesAUserOfAnotherCopyAlone() {
        String line = lineOfAnotherCopy(FILE, "loses");
        System.setProperty(PROPERTY, before == null ? line : before + "\n" + line);
        try {
            assertThat(isAdmitted("one", true)).isFalse();
            assertThat(isAdmitted("one", false)).isFalse();
            assertThat(isAdmitted(key(0, 0), "one", false)).isTrue();
            users.removeLast().leave();
            assertThat(System.getProperty(PROPERTY).lines()).contains(line);
        } finally {
            restore();
        }
    }

    private void restore() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    /** As a class of another loader writes it, which has another hash code. */
    private static String lineOfAnotherCopy(FileIdentity.Key file, String locks) {
        return file.volume() + "/" + file.numberHigh() + "/" + file.number() + " one@"
                + (System.identityHashCode(UsersInProcess.class) + 1) + " " + locks;
    }

    @Test
    void whoClosesItsLocksHasLeft() throws IOException {
        JournalWorld world = new JournalWorld(100);
        FileIdentity identity = world.data().identity();
        CommitLocks locks = CommitLocks.open(world.files(), identity, false);
        assertThat(isAdmitted(identity.key(), "another engine", false)).isFalse();
        locks.close();
        assertThat(isAdmitted(identity.key(), "another engine", false)).isTrue();
        world.close();
    }

    @Test
    void whoIsNotAdmittedIsToldWhatToDo() throws IOException {
        JournalWorld world =
                new JournalWorld(100, Options.DEFAULT.without(Ability.LASTING_LOCKS));
        String line = lineOfAnotherCopy(world.data().identity().key(), "keeps");
        System.setProperty(PROPERTY, before == null ? line : before + "\n" + line);
        try {
            assertThatExceptionOfType(JournalWorld.InUse.class)
                    .isThrownBy(
                            () -> CommitLocks.open(world.files(), world.data().identity(), true))
                    .withMessageContainingAll("another engine or another copy of this library",
                            "use one engine and one copy")
                    .satisfies(e -> assertThat(e.file()).isEqualTo(JournalWorld.FILE.toString()));
        } finally {
            restore();
            world.close();
        }
        assertThat(world.system.openNames()).isEmpty();
    }
}
