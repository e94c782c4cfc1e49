package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm.Talk;
import io.fileview.testing.Command;
import io.fileview.testing.Commits;
import io.fileview.testing.Disk;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copies, snapshots and restored backups: a journal is applied to its own file, or on request. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@NeedsKernel("uses the file in another process")
class CommitCopiesTest extends CommitNamesFixture {
    private static final long SMALLEST_BTRFS = 128L << 20;

    /** A program that copies. */
    enum Copier {
        CP("cp", "cp -r \"$1\" \"$2\""),
        CP_A("cp", "cp -a \"$1\" \"$2\""),
        RSYNC_AX("rsync", "rsync -aX \"$1\" \"$2\""),
        TAR("tar", "tar -C \"$(dirname \"$1\")\" -c \"$(basename \"$1\")\" | tar -C \"$2\" -x"),
        TAR_XATTRS(
                "tar",
                "tar -C \"$(dirname \"$1\")\" --xattrs -c \"$(basename \"$1\")\""
                        + " | tar -C \"$2\" --xattrs --xattrs-include='*' -x");

        private final String tool;
        private final String script;

        Copier(String tool, String script) {
            this.tool = tool;
            this.script = script;
        }

        /** Copies a file or directory into a directory; returns the copy. */
        Path copy(Path from, Path into) throws IOException {
            Needs.tool(tool);
            Command.run("sh", "-c", script, "sh", from.toString(), into.toString());
            return into.resolve(from.getFileName());
        }
    }

    private Path elsewhere() throws IOException {
        return Files.createDirectory(temporary.resolve("elsewhere"));
    }

    /** Nothing says what the copy lacks, or only an attribute of the file that was copied. */
    @ParameterizedTest
    @EnumSource
    void aCopyOfTheFileAloneIsAFileOfItsOwn(Copier copier) throws IOException {
        leaveCommit();
        Path copy = copier.copy(file, elsewhere());
        assertThat(CommitChild.reader(copy)).isEqualTo("a");
        try (CommitMapping commits = Commits.open(copy)) {
            CommitChild.commit(commits, 'c');
            assertFull(file, 'a');
            assertThat(CommitChild.reader(file)).isEqualTo("b");
        }
        assertFull(copy, 'c');
        assertNothingLeftIn(copy.getParent());
        assertLeadsToCommit(file);
        assertFull(copy, 'c');
    }

    @ParameterizedTest
    @EnumSource
    void aCopyOfTheFileAloneLetsAWriterInBesideTheLiveOne(Copier copier) throws IOException {
        try (Talk writer = liveWriter(file)) {
            Path copy = copier.copy(file, elsewhere());
            try (CommitMapping commits = Commits.open(copy)) {
                CommitChild.commit(commits, 'c');
                writer.say("d");
                writer.await("committed");
            }
            assertFull(copy, 'c');
        }
        assertFull(file, 'd');
        assertLeadsToLast(file, 'd');
    }

    private static void assertLeadsToLast(Path path, char value) throws IOException {
        assertThat(CommitChild.writer(path)).isEqualTo("admitted");
        assertFull(path, value);
    }

    @ParameterizedTest
    @EnumSource
    void aCopyOfFileAndJournalIsAdopted(Copier copier) throws IOException {
        leaveCommit();
        Path copy = copier.copy(directory, elsewhere()).resolve("file");
        assertIsAdopted(copy);
        assertFull(file, 'a');
        assertLeadsToCommit(file);
    }

    @ParameterizedTest
    @EnumSource
    void aCopyOfFileAndJournalOfALiveWriterIsAdopted(Copier copier) throws IOException {
        try (Talk writer = liveWriter(file)) {
            Path copy = copier.copy(directory, elsewhere()).resolve("file");
            Files.write(copy, filled('a'), StandardOpenOption.WRITE);
            assertIsAdopted(copy);
            writer.say("c");
            writer.await("committed");
        }
        assertLeadsToLast(file, 'c');
    }

    /** Neither applied nor dropped until the user says that file and journal belong together. */
    private static void assertIsAdopted(Path copy) throws IOException {
        assertThat(CommitChild.writer(copy)).contains("adoptJournal()");
        assertThat(CommitChild.reader(copy)).contains("adoptJournal()");
        assertFull(copy, 'a');
        assertThat(copy.resolveSibling("file.fileview-journal")).exists();
        Commits.builder(copy).adoptJournal().open().close();
        assertFull(copy, 'b');
        assertNothingLeftIn(copy.getParent());
    }

    @ParameterizedTest
    @EnumSource
    void aRestoredBackupOfFileAndJournalIsAdopted(Copier copier) throws IOException {
        leaveCommit();
        Path backup = copier.copy(directory, elsewhere());
        Command.run("rm", "-r", directory.toString());
        copier.copy(backup, temporary);
        assertIsAdopted(file);
    }

    @ParameterizedTest
    @EnumSource
    void aJournalIsNotAppliedToARestoredFile(Copier copier) throws IOException {
        leaveCommit();
        Path backup = Files.write(elsewhere().resolve("file"), filled('o'));
        Files.delete(file);
        copier.copy(backup, directory);
        assertThat(CommitChild.writer(file)).contains("was written for another file of this name");
        assertThat(CommitChild.reader(file)).contains("was written for another file of this name");
        assertFull(file, 'o');
        Files.delete(journal);
        assertThat(CommitChild.reader(file)).isEqualTo("o");
        assertLeadsToLast(file, 'o');
    }

    /** The new file may get the inode number of the one that was deleted, and all at one time. */
    @Test
    void aJournalIsNotAppliedToANewFileOfTheSameInodeNumber() throws IOException {
        Needs.linux();
        leaveCommit();
        Object inode = Files.getAttribute(file, "unix:ino");
        boolean same = false;
        for (int i = 0; i < 100 && !same; i++) {
            Files.delete(file);
            Files.write(file, filled('o'));
            same = Files.getAttribute(file, "unix:ino").equals(inode);
        }
        assertThat(CommitChild.writer(file)).contains("was written for another file of this name");
        assertFull(file, 'o');
    }

    @Test
    void aLiveWriterCommitsNothingToARestoredFile() throws IOException {
        Needs.replacementOfMappedFiles();
        try (Talk writer = liveWriter(file)) {
            Path restored = Files.write(directory.resolve("restored"), filled('o'));
            Files.move(restored, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            writer.say("c");
            writer.await(
                    "NOT_COMMITTED " + file
                            + ": nothing was committed, and the changes are still in"
                            + " the views; commit again once the cause has been removed (" + file
                            + ": is another file than the one that was opened by this name, so what"
                            + " is committed would not be found by this name; restore the name, or"
                            + " close the file and open it again)");
            boolean locksName = isPortable();
            assertThat(CommitChild.writer(file))
                    .contains(locksName ? "already open" : "was written for another file");
            if (locksName) {
                assertThat(CommitChild.reader(file)).isEqualTo("o");
            } else {
                assertThat(CommitChild.reader(file)).contains("was written for another file");
            }
        }
        assertFull(file, 'o');
    }

    /** The same bytes could have been left by a crash: the journal says what was committed last. */
    @Test
    void aJournalIsAppliedToAFileThatWasOverwrittenInPlace() throws IOException {
        leaveCommit();
        Files.write(file, filled('o'), StandardOpenOption.WRITE);
        assertThat(CommitChild.reader(file)).isEqualTo("b");
        assertFull(file, 'o');
        assertLeadsToLast(file, 'b');
    }

    @Test
    void aFileThatWasOverwrittenInPlaceMissesItsJournal() throws IOException {
        Needs.extendedAttributes(file);
        leaveCommit();
        Files.write(file, filled('o'), StandardOpenOption.WRITE);
        Files.delete(journal);
        assertThat(CommitChild.writer(file)).contains("is missing", "ignoreMissingJournal()");
        assertThat(CommitChild.reader(file)).contains("is missing", "ignoreMissingJournal()");
        assertFull(file, 'o');
        Commits.builder(file).ignoreMissingJournal().open().close();
        assertFull(file, 'o');
        assertThat(CommitChild.reader(file)).isEqualTo("o");
    }

    /** An action on a subvolume and its snapshot. */
    private interface SnapshotAction {
        void run(Path file, Path inSnapshot) throws IOException;
    }

    private void onBtrfs(boolean live, SnapshotAction action) throws IOException {
        Needs.tool("btrfs");
        Path image = temporary.resolve("image");
        try (RandomAccessFile blocks = new RandomAccessFile(image.toFile(), "rw")) {
            blocks.setLength(SMALLEST_BTRFS);
        }
        try (Disk disk =
                Disk.inFile(temporary.resolve("disk"), image, "mkfs.btrfs", "-q", "-f")) {
            Path volume = disk.root().resolve("volume");
            Path snapshot = disk.root().resolve("snapshot");
            Command.run("btrfs", "subvolume", "create", volume.toString());
            Path original = Files.write(volume.resolve("file"), filled('a'));
            if (live) {
                try (Talk writer = liveWriter(original)) {
                    Command.run(
                            "btrfs", "subvolume", "snapshot", volume.toString(),
                            snapshot.toString());
                    action.run(original, snapshot.resolve("file"));
                    writer.say("c");
                    writer.await("committed");
                }
                assertFull(original, 'c');
            } else {
                leaveCommit(original);
                Command.run(
                        "btrfs", "subvolume", "snapshot", volume.toString(), snapshot.toString());
                action.run(original, snapshot.resolve("file"));
            }
            assertNothingLeftIn(snapshot);
        }
    }

    /** In the snapshot, inode numbers and creation times are the same. */
    @Test
    void aSnapshotOfTheVolumeHasAJournalOfItsOwn() throws IOException {
        onBtrfs(
                false,
                (original, inSnapshot) -> {
                    assertLeadsToCommit(inSnapshot);
                    assertFull(original, 'a');
                    assertLeadsToCommit(original);
                });
    }

    @Test
    void aSnapshotOfTheVolumeIsRecoveredBesideTheLiveWriter() throws IOException {
        onBtrfs(
                true,
                (original, inSnapshot) -> {
                    Files.write(inSnapshot, filled('a'), StandardOpenOption.WRITE);
                    assertLeadsToCommit(inSnapshot);
                    assertIsInUse(original);
                });
    }

    /** The attribute was copied along, and names a journal of the other volume. */
    @Test
    void theJournalOfTheVolumeIsNotAppliedToItsSnapshot() throws IOException {
        onBtrfs(
                false,
                (original, inSnapshot) -> {
                    Files.delete(inSnapshot.resolveSibling("file.fileview-journal"));
                    assertThat(CommitChild.writer(inSnapshot)).contains("is missing");
                    assertThat(CommitChild.reader(inSnapshot)).contains("is missing");
                    assertFull(inSnapshot, 'a');
                    assertLeadsToCommit(original);
                });
    }
}
