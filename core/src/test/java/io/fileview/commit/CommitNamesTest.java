package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.ChildJvm.Talk;
import io.fileview.testing.Command;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names lead to a file and its journal, who is let in, and that no other file is changed. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@NeedsKernel("uses the file in another process")
class CommitNamesTest extends CommitNamesFixture {
    @Test
    void aSymbolicLinkLeadsToTheCommitOfADeadWriter() throws IOException {
        leaveCommit();
        assertLeadsToCommit(TestFiles.createSymbolicLink(temporary.resolve("link"), file));
        assertNothingLeftIn(directory);
        assertNothingLeftIn(temporary);
    }

    @Test
    void aSymbolicLinkLeadsToTheLiveWriter() throws IOException {
        Path link = TestFiles.createSymbolicLink(temporary.resolve("link"), file);
        try (Talk writer = liveWriter(file)) {
            assertIsInUse(link);
            writer.say("c");
            writer.await("committed");
        }
        assertFull(file, 'c');
    }

    @Test
    void aFileCreatedThroughADanglingLinkIsFoundByBothNames() throws IOException {
        Path real = directory.resolve("real");
        Path link = TestFiles.createSymbolicLink(temporary.resolve("link"), real);
        ChildJvm.of(CommitChild.class, "create", link, "b").run();
        Files.write(directory.resolve("zeros"), new byte[0]);
        assertThat(CommitChild.reader(real)).isEqualTo("b");
        assertThat(CommitChild.writer(real)).isEqualTo("admitted");
        assertFull(real, 'b');
        try (Talk writer = liveWriter(link)) {
            assertThat(writer).isNotNull();
            assertIsInUse(real);
        }
        assertNothingLeftIn(temporary);
    }

    private Path linkIn(boolean sameDirectory) throws IOException {
        return Files.createLink((sameDirectory ? directory : temporary).resolve("link"), file);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHardLinkLeadsToTheCommitOfADeadWriter(boolean sameDirectory) throws IOException {
        Needs.extendedAttributes(file);
        leaveCommit();
        Path link = linkIn(sameDirectory);
        if (isPortable()) {
            assertThat(CommitChild.reader(link)).isEqualTo("b");
            assertThat(CommitChild.writer(link)).contains("has 2 hard links");
            assertThat(CommitChild.writer(file)).contains("has 2 hard links");
            assertFull(file, 'a');
            Files.delete(link);
            assertLeadsToCommit(file);
        } else {
            assertLeadsToCommit(link);
        }
        assertNothingLeftIn(directory);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHardLinkLeadsToTheLiveWriter(boolean sameDirectory) throws IOException {
        needsMarks();
        try (Talk writer = liveWriter(file)) {
            Path link = linkIn(sameDirectory);
            if (isPortable()) {
                assertThat(CommitChild.writer(link)).contains("has 2 hard links");
                writer.say("c");
                writer.await("NOT_COMMITTED " + file + ": nothing was committed, and the changes"
                        + " are still in the views; commit again once the cause has been removed ("
                        + file + ": has 2 hard links, and the engine or the file system cannot lead"
                        + " all of them to one lock and one journal; remove the other links)");
            } else {
                assertIsInUse(link);
                writer.say("c");
                writer.await("committed");
            }
        }
        assertFull(file, isPortable() ? 'b' : 'c');
    }

    /** The portable engine refuses links without looking for a mark. */
    private void needsMarks() throws IOException {
        if (!isPortable()) {
            Needs.extendedAttributes(file);
        }
    }

    /** As {@code cp -al} copies a directory: an old journal is the same file under another name. */
    @Test
    void aHardLinkOfTheJournalIsNotAppliedToLaterCommits() throws IOException {
        needsMarks();
        leaveCommit();
        Path copies = Files.createDirectory(temporary.resolve("copies"));
        Path copy = Files.createLink(copies.resolve("file"), file);
        Files.createLink(copies.resolve("file.fileview-journal"), journal);
        if (isPortable()) {
            assertThat(CommitChild.writer(copy)).contains("has 2 hard links");
            return;
        }
        assertLeadsToCommit(file);
        try (Talk writer = liveWriter(file)) {
            writer.say("c");
            writer.await("committed");
        }
        assertThat(CommitChild.writer(file)).isEqualTo("admitted");
        assertThat(CommitChild.reader(copy)).isEqualTo("c");
        assertThat(CommitChild.writer(copy)).isEqualTo("admitted");
        assertFull(file, 'c');
        assertNothingLeftIn(copies);
    }

    /** An action on a mount of the file alone. */
    private interface MountAction {
        void run(Path mounted) throws IOException;
    }

    private void onMountOfTheFile(MountAction action) throws IOException {
        Needs.administrator();
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Path mounted = Files.createFile(elsewhere.resolve("other"));
        Command.run("mount", "--bind", file.toString(), mounted.toString());
        try {
            action.run(mounted);
        } finally {
            Command.run("umount", mounted.toString());
        }
        assertThat(mounted).isEmptyFile();
        assertNothingLeftIn(elsewhere);
    }

    @Test
    void aMountOfTheFileLeadsToTheCommitOfADeadWriter() throws IOException {
        leaveCommit();
        onMountOfTheFile(this::assertLeadsToCommit);
        assertFull(file, 'b');
        assertNothingLeftIn(directory);
    }

    @Test
    void aCommitThroughAMountOfTheFileIsFoundByItsName() throws IOException {
        onMountOfTheFile(
                mounted -> {
                    leaveCommit(mounted);
                    assertLeadsToCommit(file);
                });
        assertNothingLeftIn(directory);
    }

    @Test
    void aCommitThroughAMountThatIsGoneIsFoundByTheNameOfTheFile() throws IOException {
        Needs.administrator();
        Path mounted = Files.createFile(temporary.resolve("other"));
        Command.run("mount", "--bind", file.toString(), mounted.toString());
        try {
            leaveCommit(mounted);
        } finally {
            Command.run("umount", mounted.toString());
        }
        assertLeadsToCommit(file); // The journal is in the directory of the mount point.
        assertThat(mounted).isEmptyFile();
    }

    @Test
    void aMountOfTheFileLeadsToTheLiveWriter() throws IOException {
        onMountOfTheFile(
                mounted -> {
                    try (Talk writer = liveWriter(file)) {
                        assertIsInUse(mounted);
                        writer.say("c");
                        writer.await("committed");
                    }
                    assertThat(CommitChild.writer(mounted)).isEqualTo("admitted");
                });
        assertFull(file, 'c');
    }

    @Test
    void aRenamedFileLeadsToTheCommitOfADeadWriter() throws IOException {
        Needs.extendedAttributes(file);
        leaveCommit();
        Path renamed = Files.move(file, directory.resolve("renamed"));
        assertThat(CommitChild.writer(file)).startsWith("NoSuchFileException");
        assertThat(CommitChild.reader(file)).startsWith("NoSuchFileException");
        assertLeadsToCommit(renamed);
        assertNothingLeftIn(directory);
    }

    @Test
    void aRenamedFileLeadsToTheLiveWriterWhichCommitsNoMore() throws IOException {
        Path renamed = directory.resolve("renamed");
        try (Talk writer = liveWriter(file)) {
            Files.move(file, renamed);
            assertIsInUse(renamed);
            writer.say("c");
            writer.await(notNamed(file));
        }
        assertFull(renamed, 'b');
        assertThat(CommitChild.writer(renamed)).isEqualTo("admitted");
        assertFull(renamed, 'b');
    }

    private static String notNamed(Path name) {
        return "NOT_COMMITTED " + name + ": nothing was committed, and the changes are still in the"
                + " views; commit again once the cause has been removed (" + name + ": has been"
                + " renamed or deleted since it was opened, so what is committed would not be found"
                + " by this name; restore the name, or close the file and open it by its new name)";
    }

    @Test
    void inARenamedDirectoryTheFileLeadsToTheCommitOfADeadWriter() throws IOException {
        leaveCommit();
        Path renamed = Files.move(directory, temporary.resolve("renamed"));
        Path moved = renamed.resolve("file");
        assertLeadsToCommit(moved);
        assertNothingLeftIn(renamed);
    }

    @Test
    void inARenamedDirectoryTheFileLeadsToTheLiveWriterWhichCommitsNoMore() throws IOException {
        Path renamed = temporary.resolve("renamed");
        try (Talk writer = liveWriter(file)) {
            Files.move(directory, renamed);
            assertIsInUse(renamed.resolve("file"));
            writer.say("c");
            writer.await(notNamed(file));
        }
        assertThat(CommitChild.writer(renamed.resolve("file"))).isEqualTo("admitted");
        assertFull(renamed.resolve("file"), 'b');
        assertNothingLeftIn(renamed);
    }

    /** The path of the journal is found from any working directory. */
    @Test
    void aNameRelativeToTheWorkingDirectoryOfAnotherProcessLeadsToItsCommit() throws IOException {
        Path link = linkIn(false);
        if (isPortable()) {
            Files.delete(link);
        }
        ChildJvm.of(CommitChild.class, "die", "file", "b")
                .under("env", "--chdir=" + directory)
                .run();
        Files.write(file, filled('a'), java.nio.file.StandardOpenOption.WRITE);
        assertLeadsToCommit(isPortable() ? file : link);
    }
}
