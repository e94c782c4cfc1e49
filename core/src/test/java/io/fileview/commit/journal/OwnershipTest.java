package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.memory.Ability;
import io.fileview.memory.Options;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which entries beside a file are believed. The file belongs to the user 1000 and the group 100, and
 * this is a process of the user 2000; 3000 is a stranger.
 */
class OwnershipTest {
    private static final String OWNER = "1000";
    private static final String GROUP = "100";
    private static final String CALLER = "2000";
    private static final String STRANGER = "3000";
    private static final String OTHER_GROUP = "300";
    private static final int OWNER_WRITES = 0644;
    private static final int GROUP_WRITES = 0664;
    private static final int ALL_WRITE = 0666;

    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        use(Options.DEFAULT);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    private void use(Options options) throws IOException {
        if (world != null) {
            world.close();
        }
        world = new JournalWorld(100, options);
        world.system.administrator().chown(JournalWorld.FILE, OWNER, GROUP);
        world.system.behaviour().userId(CALLER);
    }

    private Ownership ownership(int permissionsOfTheFile) throws IOException {
        world.system.administrator().chmod(JournalWorld.FILE, permissionsOfTheFile);
        return Ownership.of(world.files(), world.data());
    }

    private static FileStatus entry(Optional<String> owner, String group, int permissions) {
        return new FileStatus(FileIdentity.ofInode("1:1", 2, 3), 0, OptionalInt.of(1), owner,
                Optional.of(group), OptionalInt.of(permissions));
    }

    private static FileStatus entry(String owner, String group, int permissions) {
        return entry(Optional.of(owner), group, permissions);
    }

    private static FileStatus entry(String owner) {
        return entry(owner, OTHER_GROUP, OWNER_WRITES);
    }

    private static FileStatus ofNobodyKnown() {
        return entry(Optional.empty(), OTHER_GROUP, OWNER_WRITES);
    }

    /** The owner of the file, the user of this process, the superuser. */
    @ParameterizedTest
    @ValueSource(strings = {OWNER, CALLER, "0"})
    void anEntryOfAWriterIsBelieved(String owner) throws IOException {
        Ownership ownership = ownership(OWNER_WRITES);
        assertThat(ownership.isTrusted(entry(owner))).isTrue();
        assertThat(ownership.isContentTrusted(entry(owner), true)).isTrue();
        assertThat(ownership.isContentTrusted(entry(owner), false)).isTrue();
    }

    @Test
    void anEntryOfAStrangerIsNotBelieved() throws IOException {
        Ownership ownership = ownership(OWNER_WRITES);
        for (String group : new String[] {GROUP, OTHER_GROUP}) {
            FileStatus entry = entry(STRANGER, group, OWNER_WRITES);
            assertThat(ownership.isTrusted(entry)).isFalse();
            assertThat(ownership.isContentTrusted(entry, true)).isFalse();
            assertThat(ownership.isContentTrusted(entry, false)).isFalse();
        }
    }

    @Test
    void whereEverybodyMayWriteTheFileEveryEntryIsBelieved() throws IOException {
        Ownership ownership = ownership(ALL_WRITE);
        FileStatus entry = entry(STRANGER, OTHER_GROUP, ALL_WRITE);
        assertThat(ownership.isTrusted(entry)).isTrue();
        assertThat(ownership.isContentTrusted(entry, false)).isTrue();
    }

    @Test
    void anEntryWhoseOwnerIsUnknownIsBelieved() throws IOException {
        Ownership ownership = ownership(OWNER_WRITES);
        assertThat(ownership.isTrusted(ofNobodyKnown())).isTrue();
        assertThat(ownership.isContentTrusted(ofNobodyKnown(), false)).isTrue();
    }

    @Test
    void whereOwnersAreUnknownEveryEntryIsBelieved() throws IOException {
        use(Options.DEFAULT.without(Ability.OWNERS));
        Ownership ownership = ownership(OWNER_WRITES);
        assertThat(ownership.isTrusted(entry(STRANGER))).isTrue();
        assertThat(ownership.isContentTrusted(entry(STRANGER), false)).isTrue();
    }

    /** The permissions may be known where the owner is not. */
    @Test
    void aFileWhoseOwnerIsUnknownBelievesEveryEntry() throws IOException {
        Ownership ownership =
                new Ownership(world.files().engine(), world.data(), ofNobodyKnown());
        assertThat(ownership.isTrusted(entry(STRANGER))).isTrue();
        assertThat(ownership.isContentTrusted(entry(STRANGER), false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {OWNER, CALLER, "0"})
    void contentThatOthersMayHaveWrittenIsNotBelieved(String owner) throws IOException {
        Ownership ownership = ownership(OWNER_WRITES);
        FileStatus others = entry(owner, GROUP, 0646);
        assertThat(ownership.isTrusted(others)).isTrue();
        assertThat(ownership.isContentTrusted(others, true)).isFalse();
        FileStatus group = entry(owner, GROUP, GROUP_WRITES);
        assertThat(ownership.isTrusted(group)).isTrue();
        assertThat(ownership.isContentTrusted(group, true)).isFalse();
    }

    @Test
    void contentThatTheGroupOfTheFileMayHaveWrittenIsBelieved() throws IOException {
        Ownership ownership = ownership(GROUP_WRITES);
        assertThat(ownership.isContentTrusted(entry(OWNER, GROUP, GROUP_WRITES), false)).isTrue();
        assertThat(ownership.isContentTrusted(entry(OWNER, OTHER_GROUP, GROUP_WRITES), false))
                .isFalse();
        assertThat(ownership.isContentTrusted(entry(OWNER, GROUP, ALL_WRITE), false)).isFalse();
    }

    @Test
    void anEntryWithTheGroupOfTheFileIsBelievedIfTheGroupMayWriteTheFile() throws IOException {
        assertThat(ownership(GROUP_WRITES).isTrusted(entry(STRANGER, GROUP, OWNER_WRITES)))
                .isTrue();
        assertThat(ownership(GROUP_WRITES).isTrusted(entry(STRANGER))).isFalse();
    }

    /** In a directory that passes its group on, anybody's entry has it; only a writer can mark the file. */
    @Test
    void contentOfAStrangerInTheGroupIsBelievedOnlyTogetherWithTheMark() throws IOException {
        Ownership ownership = ownership(GROUP_WRITES);
        FileStatus entry = entry(STRANGER, GROUP, GROUP_WRITES);
        assertThat(ownership.isContentTrusted(entry, true)).isTrue();
        assertThat(ownership.isContentTrusted(entry, false)).isFalse();
        assertThat(ownership.isContentTrusted(entry(STRANGER), true)).isFalse();
    }

    @Test
    void whereFilesCannotBeMarkedTheGroupIsEnough() throws IOException {
        use(Options.DEFAULT.without(Ability.EXTENDED_ATTRIBUTE));
        Ownership ownership = ownership(GROUP_WRITES);
        assertThat(ownership.isContentTrusted(entry(STRANGER, GROUP, GROUP_WRITES), false))
                .isTrue();
        assertThat(ownership.isContentTrusted(entry(STRANGER), false)).isFalse();
    }
}
