package io.fileview.commit.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.commit.Intercepted;
import io.fileview.memory.Ability;
import io.fileview.memory.Options;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The files beside a file that is opened for commits. */
class CommitFilesTest {
    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(100);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void theFilesBesideItAreNamedAfterIt() {
        CommitFiles files = world.files();
        assertThat(files.location()).isEqualTo(FileLocation.of(JournalWorld.FILE));
        assertThat(files.journal()).isEqualTo("file.fileview-journal");
        assertThat(files.lock()).isEqualTo("file.fileview-lock");
        assertThat(files.snapshotPrefix()).isEqualTo("file.fileview-snapshot-");
    }

    @Test
    void throughASymbolicLinkTheyLieBesideTheFileItLeadsTo() throws IOException {
        Path link = world.system.others().createDirectories(Path.of("/other")).resolve("link");
        world.system.others().symlink(link, JournalWorld.FILE);
        try (CommitFiles files =
                world.filesOf(link)) {
            assertThat(files.location()).isEqualTo(FileLocation.of(JournalWorld.FILE));
        }
    }

    @Test
    void theDirectoryIsClosedWithThem() throws IOException {
        Intercepted intercepted =
                new Intercepted(world.system.engine(), (target, method) -> {});
        CommitFiles files = JournalWorld.filesOf(JournalWorld.FILE, intercepted.engine());
        assertThat(intercepted.notClosedOnce()).containsExactly("directory closed 0 times");
        files.close();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void theFileIsBesideThemAsLongAsItHasItsName() throws IOException {
        CommitFiles files = world.files();
        FileIdentity identity = world.data().identity();
        assertThat(files.isBeside(identity)).isTrue();
        world.system.others()
                .rename(JournalWorld.FILE, JournalWorld.DIRECTORY.resolve("moved"));
        assertThat(files.isBeside(identity)).isFalse();
        world.system.others().write(JournalWorld.FILE, new byte[1]);
        assertThat(files.isBeside(identity)).isFalse();
    }

    /** Its mark and its locks lead every name of a file to the same journal. */
    @Test
    void aFileWithSeveralNamesIsRefusedUnlessAllOfThemLeadToItsJournal() throws IOException {
        for (Options options : List.of(
                Options.DEFAULT.without(Ability.EXTENDED_ATTRIBUTE),
                Options.DEFAULT.without(Ability.LASTING_LOCKS),
                Options.DEFAULT)) {
            world.close();
            world = new JournalWorld(100, options);
            world.files().requireOneName(world.data());
            world.system.others()
                    .link(JournalWorld.DIRECTORY.resolve("link"), JournalWorld.FILE);
            if (options.equals(Options.DEFAULT)) {
                world.files().requireOneName(world.data());
            } else {
                assertThatExceptionOfType(MappingException.class).as("%s", options)
                        .isThrownBy(() -> world.files().requireOneName(world.data()))
                        .withMessageContainingAll("2 hard links", "remove the other links");
            }
        }
    }

    @Test
    void whereLinksAreNotCountedAFileIsTakenToHaveOneName() throws IOException {
        world.close();
        world = new JournalWorld(100,
                Options.DEFAULT.without(Ability.OWNERS).without(Ability.EXTENDED_ATTRIBUTE));
        world.system.others().link(JournalWorld.DIRECTORY.resolve("link"), JournalWorld.FILE);
        world.files().requireOneName(world.data());
    }

    @Test
    void theFileIsOpenedInItsDirectory() throws IOException {
        try (EngineFile data =
                world.files().openData(OpenRequest.existing(Protection.READ_ONLY))) {
            assertThat(data.name()).isEqualTo(JournalWorld.FILE.toString());
            assertThat(data.size()).isEqualTo(100);
        }
    }

    @Test
    void theJournalIsRemovedDurably() throws IOException {
        Journal journal = world.create(1 << 20);
        journal.remove(world.data());
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .containsExactly("file");
    }

    @Test
    void aJournalThatTookTheNameOfTheOneThatIsRemovedStays() throws IOException {
        Journal journal = world.create(1 << 20);
        world.system.others().delete(JournalWorld.JOURNAL);
        world.system.others().write(JournalWorld.JOURNAL, new byte[1]);
        journal.remove(world.data());
        assertThat(world.bytes(JournalWorld.JOURNAL)).hasSize(1);
    }

    /** A name has at most 255 bytes, of which the longest suffix takes 55. */
    @Test
    void aNameThatLeavesRoomForTheLongestSuffixIsKept() throws IOException {
        for (String name : List.of("x".repeat(200), "ä".repeat(100))) {
            try (CommitFiles kept = named(name); CommitFiles replaced = named(name + "x")) {
                assertThat(kept.journal()).isEqualTo(name + ".fileview-journal");
                assertThat(replaced.journal()).matches("[0-9a-f]{32}\\.fileview-journal");
            }
        }
    }

    /** By a URI, which has all names, whatever encoding this process uses. */
    private CommitFiles named(String name) throws IOException {
        return CommitFiles.of(
                world.system.engine(),
                FileLocation.of(
                        URI.create(
                                "memory:"
                                        + JournalWorld.DIRECTORY.toUri().getRawPath()
                                        + "/"
                                        + URLEncoder.encode(name, UTF_8))),
                JournalWorld.InUse::new);
    }

    @Test
    void aNameThatLeavesNoRoomForASuffixIsReplacedByItsDigest() throws IOException {
        Path longName = JournalWorld.DIRECTORY.resolve("x".repeat(240));
        try (CommitFiles files = world.filesOf(longName);
                CommitFiles other =
                        world.filesOf(JournalWorld.DIRECTORY.resolve("x".repeat(241)))) {
            assertThat(files.journal()).hasSizeLessThan(60).endsWith(".fileview-journal");
            assertThat(files.journal()).isNotEqualTo(other.journal());
        }
    }

    @Test
    void theNameMustLeadToTheFileThatWasOpened() throws IOException {
        CommitFiles files = world.files();
        files.requireNamed(world.data().identity());
        Path moved = JournalWorld.DIRECTORY.resolve("moved");
        world.system.others().rename(JournalWorld.FILE, moved);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> files.requireNamed(world.data().identity()))
                .withMessageContaining("renamed or deleted");
        world.system.others().write(JournalWorld.FILE, new byte[1]);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> files.requireNamed(world.data().identity()))
                .withMessageContaining("another file");
    }
}
