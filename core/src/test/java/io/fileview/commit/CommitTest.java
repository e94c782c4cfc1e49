package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.View;
import io.fileview.Views;
import io.fileview.ViewsMappedException;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes through a commit mapping reach the file all together, or not at all. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CommitTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int SIZE = 100 * PAGE + 123;

    @TempDir
    Path directory;

    private Path file;
    private byte[] old;

    @BeforeEach
    void makeFile() throws IOException {
        file = Sample.file(directory, SIZE);
        old = Sample.bytes(SIZE);
    }

    @Test
    void changesStayPrivateUntilTheCommit() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            write(view, 10, 1);
            write(view, 50 * PAGE, 2);
            assertThatFile(file).hasBinaryContent(old);
            commits.commit();
            assertThatFile(file).hasBinaryContent(with(10, 1, 50 * PAGE, 2));
            assertThat(bytesOf(view).get(10)).isEqualTo((byte) 1);
        }
        assertThatFile(file).hasBinaryContent(with(10, 1, 50 * PAGE, 2));
    }

    @Test
    void manyCommitsFollowEachOther() throws Exception {
        byte[] expected = old.clone();
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            for (int i = 0; i < 200; i++) {
                int at = i * 7919 % SIZE;
                write(view, at, i);
                expected[at] = (byte) i;
                commits.commit();
                assertThatFile(file).hasBinaryContent(expected);
            }
        }
        assertThatFile(file).hasBinaryContent(expected);
    }

    @Test
    void theLastBytesOfAFileThatEndsWithinAPageAreCommittedAndItKeepsItsSize() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map(SIZE - 5, 5)) {
            write(view, 4, 9);
            commits.commit();
        }
        assertThatFile(file).hasBinaryContent(with(SIZE - 1, 9));
    }

    @Test
    void rollbackDropsWhatWasNotCommitted() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            write(view, 5, 1);
            commits.commit();
            write(view, 5, 2);
            write(view, 60 * PAGE, 3);
            commits.rollback();
            assertThat(bytesOf(view).get(5)).isEqualTo((byte) 1);
            assertThat(bytesOf(view).get(60 * PAGE)).isEqualTo(old[60 * PAGE]);
            assertThat(commits.changed()).isEmpty();
            commits.commit();
            assertThatFile(file).hasBinaryContent(with(5, 1));
        }
    }

    @Test
    void closingDropsWhatWasNotCommitted() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            write(view, 5, 1);
        }
        assertThatFile(file).hasBinaryContent(old);
    }

    @Test
    void viewsThatOverlapSeeEachOthersChanges() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View all = commits.map();
                View one = commits.map(PAGE + 10, 100);
                View other = commits.map(PAGE + 50, 100)) {
            write(one, 40, 7);
            assertThat(bytesOf(other).get(0)).isEqualTo((byte) 7);
            assertThat(bytesOf(all).get(PAGE + 50)).isEqualTo((byte) 7);
            write(other, 99, 8);
            commits.commit();
            assertThatFile(file).hasBinaryContent(with(PAGE + 50, 7, PAGE + 149, 8));
        }
    }

    @Test
    @NeedsSegment
    void viewsThatStartAtTheSameAddressAreKnownAndUnmappedOneByOne() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View one = commits.map(0, 10);
                View other = commits.map(0, 20)) {
            assertThat(other.address()).isEqualTo(one.address());
            assertThat(Views.live()).contains(one, other);
            Views.unmap(one.address());
            assertThat(other.isMapped()).isFalse();
            assertThat(Views.live()).contains(one).doesNotContain(other);
            assertThat(Views.at(one.address())).contains(one);
        }
    }

    @Test
    void aViewThatIsClosedLeavesItsChangesToTheCommit() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            try (View view = commits.map(PAGE, PAGE)) {
                write(view, 0, 7);
            }
            assertThat(commits.changed()).containsExactly(new ByteRange(PAGE, PAGE));
            commits.commit();
            assertThatFile(file).hasBinaryContent(with(PAGE, 7));
        }
    }

    @Test
    void whatIsChangedIsListedPageByPage() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            assertThat(commits.changed()).isEmpty();
            write(view, 3 * PAGE + 1, 1);
            write(view, 4 * PAGE + 1, 1);
            write(view, 9 * PAGE, 1);
            write(view, SIZE - 1, 1);
            assertThat(commits.changed())
                    .containsExactly(
                            new ByteRange(3 * PAGE, 2 * PAGE),
                            new ByteRange(9 * PAGE, PAGE),
                            new ByteRange(100 * PAGE, 123));
            commits.commit();
            assertThat(commits.changed()).isEmpty();
        }
    }

    @Test
    void aClosedViewIsDead() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            View view = commits.map();
            view.close();
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(view::segment);
        }
    }

    @Test
    void closingTheMappingUnmapsItsViews() throws Exception {
        View view;
        try (CommitMapping commits = Commits.open(file)) {
            view = commits.map();
        }
        assertThat(view.isMapped()).isFalse();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(view::segment);
    }

    @Test
    void aClosedMappingRefusesEverythingAndMayBeClosedAgain() throws Exception {
        CommitMapping commits = Commits.open(file);
        commits.close();
        commits.close();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(commits::commit);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(commits::rollback);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(commits::map);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(commits::changed);
    }

    @Test
    void aNewFileIsCreatedWithItsSize() throws Exception {
        Path made = directory.resolve("new");
        try (CommitMapping commits = Commits.builder(made).createNew().size(3 * PAGE).open();
                View view = commits.map()) {
            write(view, 2 * PAGE, 5);
            commits.commit();
        }
        byte[] expected = new byte[3 * PAGE];
        expected[2 * PAGE] = 5;
        assertThatFile(made).hasBinaryContent(expected);
        assertThat(filesBeside()).containsExactlyInAnyOrder(file.getFileName().toString(), "new");
    }

    @Test
    void theFileGrowsWithChangesKept() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            try (View view = commits.map()) {
                write(view, 5, 1);
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> commits.grow(2 * SIZE))
                        .withMessageContaining(view.toString());
            }
            commits.grow(2 * SIZE);
            assertThat(commits.size()).isEqualTo(2 * SIZE);
            assertThat(TestFiles.size(file)).isEqualTo(2 * SIZE);
            try (View view = commits.map()) {
                assertThat(bytesOf(view).get(5)).isEqualTo((byte) 1);
                write(view, 2 * SIZE - 1, 2);
                commits.commit();
            }
        }
        byte[] expected = Arrays.copyOf(with(5, 1), 2 * SIZE);
        expected[2 * SIZE - 1] = 2;
        assertThatFile(file).hasBinaryContent(expected);
    }

    @Test
    void whileItIsOpenAJournalIsThereAndAfterwardsNothingIs() throws Exception {
        String name = file.getFileName().toString();
        // On Windows, locks belong to handles.
        boolean hasLockFile =
                EngineUnderTest.name().equals("portable") && !Needs.isWindows();
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            write(view, 0, 1);
            commits.commit();
            assertThat(filesBeside())
                    .contains(name, name + ".fileview-journal")
                    .hasSize(hasLockFile ? 3 : 2);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                assertThat(
                        TestFiles.getPosixFilePermissions(
                                directory.resolve(name + ".fileview-journal")))
                        .hasToString(
                                EngineUnderTest.name().equals("portable")
                                        ? "[OWNER_READ, OWNER_WRITE]"
                                        : TestFiles.getPosixFilePermissions(file).toString());
            }
        }
        assertThat(filesBeside()).containsExactly(name);
    }

    @Test
    void aCommitThatTheJournalCannotTakeIsRefusedBeforeAnythingIsWritten() throws Exception {
        try (CommitMapping commits = Commits.builder(file).journalLimit(64 << 10).open();
                View view = commits.map()) {
            bytesOf(view).fill(1);
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .withMessageContaining("journalLimit")
                    .satisfies(
                            e -> assertThat(e.outcome())
                                    .isEqualTo(CommitFailedException.Outcome.NOT_COMMITTED));
            assertThatFile(file).hasBinaryContent(old);
            commits.rollback();
            write(view, 0, 1);
            commits.commit();
            assertThatFile(file).hasBinaryContent(with(0, 1));
        }
    }

    @Test
    void theJournalStaysWithinItsLimit() throws Exception {
        Path journal = directory.resolve(file.getFileName() + ".fileview-journal");
        byte[] expected = old.clone();
        try (CommitMapping commits = Commits.builder(file).journalLimit(25 * PAGE).open();
                View view = commits.map()) {
            for (int i = 0; i < 50; i++) {
                for (int page = 0; page < 10; page++) {
                    int at = (i + page * 9) % 100 * PAGE + i;
                    write(view, at, i + page);
                    expected[at] = (byte) (i + page);
                }
                commits.commit();
                assertThat(TestFiles.size(journal)).isLessThanOrEqualTo(25 * PAGE);
                assertThatFile(file).hasBinaryContent(expected);
            }
        }
        assertThatFile(file).hasBinaryContent(expected);
    }

    @Test
    void aCommitLargerThanTheBufferIsWhole() throws Exception {
        Path large = directory.resolve("large");
        int size = 5 << 20;
        try (CommitMapping commits = Commits.builder(large).createNew().size(size).open();
                View view = commits.map()) {
            byte[] bytes = Sample.bytes(size);
            bytesOf(view).write(0, bytes);
            commits.commit();
            assertThatFile(large).hasBinaryContent(bytes);
        }
    }

    @Test
    void aSnapshotKeepsTheCommittedStateOfItsMoment() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            write(view, 0, 1);
            commits.commit();
            write(view, 1, 2);
            try (Snapshot snapshot = commits.snapshot();
                    View then = snapshot.map()) {
                commits.commit();
                assertThat(snapshot.size()).isEqualTo(SIZE);
                assertThat(bytesOf(then).toArray()).isEqualTo(with(0, 1));
                assertThatFile(file).hasBinaryContent(with(0, 1, 1, 2));
            }
        }
        assertThat(filesBeside()).containsExactly(file.getFileName().toString());
    }

    private List<String> filesBeside() throws IOException {
        try (var files = TestFiles.list(directory)) {
            return files.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static void write(View view, long offset, int value) {
        bytesOf(view).set(offset, value);
    }

    /** The old bytes, with pairs of offset and value changed. */
    private byte[] with(int... changes) {
        byte[] bytes = old.clone();
        for (int i = 0; i < changes.length; i += 2) {
            bytes[changes[i]] = (byte) changes[i + 1];
        }
        return bytes;
    }
}
