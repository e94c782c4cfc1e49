package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file is itself and not its name: by any name there is one writer and one journal, and what is
 * committed is found again by the name that the file was opened with, or the commit fails.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CommitIdentityTest {
    private static final int SIZE = 20_000;

    @TempDir
    Path temporary;

    private Path directory;
    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        directory = TestFiles.createDirectory(temporary.resolve("directory"));
        file = TestFiles.write(directory.resolve("file"), filled('a'));
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void fill(View view, int value) throws IOException {
        view.guarded().fill(0, SIZE, (byte) value);
    }

    private static void commit(CommitMapping commits, int value) throws IOException {
        try (View view = commits.map()) {
            fill(view, value);
            commits.commit();
        }
    }

    private static void assertNotCommitted(CommitMapping commits, String why) throws IOException {
        try (View view = commits.map()) {
            fill(view, 'x');
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .withMessageContaining(why)
                    .satisfies(
                            failure -> assertThat(failure.outcome())
                                    .isEqualTo(Outcome.NOT_COMMITTED));
        }
        commits.rollback();
    }

    /** Leaves a journal with a commit, as the death of the process does. */
    private static void leaveCommit(Path path, int value) throws IOException {
        CommitMapping commits = Commits.open(path);
        commit(commits, value);
        commits.abandon();
    }

    private void assertRecoveredBy(Path path, int value) throws IOException {
        Commits.open(path).close();
        assertThatFile(path).hasBinaryContent(filled(value));
        try (var left = TestFiles.list(TestFiles.toRealPath(path).getParent())) {
            assertThat(left.map(Path::toString).filter(name -> name.contains("fileview")))
                    .isEmpty();
        }
    }

    @Test
    void thereIsOneWriterThroughADanglingLinkAndTheRealName() throws IOException {
        Path real = directory.resolve("real");
        Path link = TestFiles.createSymbolicLink(temporary.resolve("link"), real);
        try (CommitMapping commits = Commits.builder(link).create().size(SIZE).open()) {
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> Commits.open(real));
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> Commits.open(link));
            commit(commits, 'b');
        }
        leaveCommit(link, 'c');
        assertRecoveredBy(real, 'c');
        leaveCommit(real, 'd');
        assertRecoveredBy(link, 'd');
    }

    @Test
    void thereIsOneWriterAndOneJournalByAllHardLinks() throws IOException {
        Path link = TestFiles.createLink(temporary.resolve("link"), file);
        try (CommitMapping commits = Commits.open(file)) {
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> Commits.open(link));
            commit(commits, 'b');
        } catch (MappingException refused) {
            assertThat(refused).hasMessageContaining("hard links"); // no extended attributes here
            return;
        }
        leaveCommit(file, 'c');
        Path elsewhere = link;
        Commits.open(elsewhere).close();
        assertThatFile(file).hasBinaryContent(filled('c'));
        leaveCommit(link, 'd');
        assertRecoveredBy(file, 'd');
    }

    @Test
    void aFileThatWasReplacedByRenamingIsNotCommittedTo() throws IOException {
        Needs.immediateDeletion();
        Path other = TestFiles.write(directory.resolve("other"), filled('o'));
        CommitMapping commits = Commits.open(file);
        commit(commits, 'b');
        TestFiles.delete(file);
        TestFiles.move(other, file);
        assertNotCommitted(commits, "another file");
        closeNameless(commits);
        assertThatFile(file).hasBinaryContent(filled('o'));
    }

    @Test
    void aFileThatWasDeletedIsNotCommittedTo() throws IOException {
        Needs.immediateDeletion();
        CommitMapping commits = Commits.open(file);
        TestFiles.delete(file);
        assertNotCommitted(commits, "renamed or deleted");
        if (closeNameless(commits)) {
            try (var left = TestFiles.list(directory)) {
                assertThat(left).isEmpty();
            }
        }
    }

    /** The portable engine reaches the extended attribute by the name of the file, and says so. */
    private static boolean closeNameless(CommitMapping commits) throws IOException {
        if (!EngineUnderTest.name().equals("portable")) {
            commits.close();
            return true;
        }
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(commits::close)
                .withMessageContaining("extended attribute");
        return false;
    }

    @Test
    void afterAFileWasRenamedAndRenamedBackCommitsGoOn() throws IOException {
        Path moved = directory.resolve("moved");
        try (CommitMapping commits = Commits.open(file)) {
            TestFiles.move(file, moved);
            assertNotCommitted(commits, "renamed or deleted");
            TestFiles.move(moved, file);
            commit(commits, 'b');
        }
        assertThatFile(file).hasBinaryContent(filled('b'));
    }

    @Test
    void aLinkThatLeadsElsewhereByNowIsNotCommittedThrough() throws IOException {
        Path link = TestFiles.createSymbolicLink(temporary.resolve("link"), file);
        Path other = TestFiles.write(directory.resolve("other"), filled('o'));
        try (CommitMapping commits = Commits.open(link)) {
            commit(commits, 'b');
            TestFiles.delete(link);
            TestFiles.createSymbolicLink(link, other);
            assertNotCommitted(commits, "another file");
        }
        assertThatFile(file).hasBinaryContent(filled('b'));
        assertThatFile(other).hasBinaryContent(filled('o'));
    }

    @Test
    void aFileThatWasTruncatedIsNotCommittedTo() throws IOException {
        Needs.truncationOfMappedFiles();
        CommitMapping commits = Commits.open(file);
        commit(commits, 'b');
        TestFiles.truncate(file, 5_000);
        try (View view = commits.map(0, 100)) {
            view.guarded().setByte(0, (byte) 'x');
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(commits::commit)
                    .withMessageMatching(".*(truncated|shrunk).*");
        }
        commits.abandon();
        assertThatFile(file).hasSize(5_000);
    }

    @Test
    void aRenamedFileLeadsToTheJournalThatWasLeftBehind() throws IOException {
        leaveCommit(file, 'b');
        TestFiles.write(file, 0, filled('?')); // as if the power had failed
        Path moved = TestFiles.move(file, directory.resolve("moved"));
        try {
            Commits.open(moved).close();
        } catch (MappingException refused) {
            return; // without extended attributes nothing leads to it
        }
        byte[] found = TestFiles.readAllBytes(moved);
        assertThat(found).isIn(filled('b'), filled('?'));
        boolean hasAttributes = !TestFiles.exists(directory.resolve("file.fileview-journal"));
        assertThat(found).isEqualTo(hasAttributes ? filled('b') : filled('?'));
    }

    @Test
    void aFileAndItsJournalThatWereCopiedTogetherAreAdopted() throws IOException {
        leaveCommit(file, 'b');
        Path copies = TestFiles.createDirectory(temporary.resolve("copies"));
        Path copy = TestFiles.copy(file, copies.resolve("file"));
        TestFiles.copy(
                directory.resolve("file.fileview-journal"),
                copies.resolve("file.fileview-journal"));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Commits.open(copy))
                .withMessageContaining("adoptJournal()");
        Commits.builder(copy).adoptJournal().open().close();
        assertThatFile(copy).hasBinaryContent(filled('b'));
        assertRecoveredBy(file, 'b');
    }
}
