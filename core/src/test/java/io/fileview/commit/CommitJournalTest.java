package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.spi.Place;
import io.fileview.testing.Commits;
import io.fileview.testing.CutDisk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Sample;
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
 * A journal that is cut off or damaged anywhere. It holds three commits, of which the file has two:
 * that is what a cut before the file was written leaves.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CommitJournalTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int SIZE = 20 * PAGE;
    /** What the journal is written in, whatever the size of a page. */
    private static final int BLOCK = 4096;

    private static final int HEADER = 2 * BLOCK;

    /** A table, and three pages. */
    private static final int RECORD = BLOCK + 3 * PAGE;

    @TempDir
    Path directory;

    private final byte[][] states = new byte[4][];
    private byte[] journal;
    private int copies;

    @BeforeEach
    void makeJournal() throws IOException {
        Path file = Sample.file(directory, SIZE);
        states[0] = TestFiles.readAllBytes(file);
        boolean[] failing = new boolean[1];
        CutDisk disk = new CutDisk(file, 1);
        disk.setFault(
                (operation, what) -> {
                    if (failing[0] && what.equals("file write")) {
                        throw new MappingException(Place.of("file"), "the test lets it fail", null);
                    }
                });
        try (CommitMapping commits =
                CommitMapping.builder(file).engine(disk.engine()).open()) {
            View view = commits.map();
            for (int commit = 1; commit <= 3; commit++) {
                failing[0] = commit == 3;
                states[commit] = states[commit - 1].clone();
                for (int i = 0; i < 3; i++) {
                    int at = (commit + 5 * i) * PAGE + i;
                    bytesOf(view).set(at, ~states[commit][at]);
                    states[commit][at] = (byte) ~states[commit][at];
                }
                commitWhichMayFail(commits, failing[0]);
            }
            journal =
                    TestFiles.readAllBytes(
                            file.resolveSibling(file.getFileName() + ".fileview-journal"));
            commits.abandon();
        }
    }

    private static void commitWhichMayFail(CommitMapping commits, boolean fails)
            throws IOException {
        if (fails) {
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .satisfies(
                            e -> assertThat(e.outcome())
                                    .isEqualTo(Outcome.COMMITTED_NOT_APPLIED));
        } else {
            commits.commit();
        }
    }

    @Test
    void aWholeJournalIsReplayed() throws Exception {
        assertRecovered(journal, 3);
    }

    /** What a cut of the power leaves: the journal keeps its size. */
    @Test
    void aLastCommitThatWasCutOffIsDroppedAlone() throws Exception {
        int last = HEADER + 2 * RECORD;
        for (int cut : new int[] {0, 1, 47, 48, 90, 95}) {
            assertRecovered(zerosFrom(last + cut), 2);
        }
        for (int cut : new int[] {BLOCK, BLOCK + 1, BLOCK + PAGE, BLOCK + 2 * PAGE, RECORD - 1}) {
            assertRecovered(zerosFrom(last + cut), 2);
        }
        assertRecovered(zerosFrom(last + RECORD), 3);
    }

    private byte[] zerosFrom(int at) {
        return Arrays.copyOf(Arrays.copyOf(journal, at), journal.length);
    }

    /** What no cut of the power leaves. */
    @Test
    void aJournalThatWasCutShortIsRefusedAndNothingIsChanged() throws Exception {
        for (int length = BLOCK; length < journal.length; length += 5 * BLOCK) {
            assertRefused(Arrays.copyOf(journal, length));
        }
        for (int length : new int[] {8, 100, BLOCK - 1, HEADER, HEADER + RECORD,
            HEADER + 3 * RECORD, journal.length - 1}) {
            assertRefused(Arrays.copyOf(journal, length));
        }
    }

    /** Without the second copy of the header, an older header would select nothing. */
    @Test
    void aRottenNewestHeaderLosesNothing() throws Exception {
        for (int slot = 0; slot < 2; slot++) {
            byte[] rotten = journal.clone();
            Arrays.fill(rotten, slot * BLOCK, (slot + 1) * BLOCK, (byte) 0);
            assertRecovered(rotten, 3);
        }
    }

    @Test
    void aLastCommitThatIsDamagedAnywhereIsDropped() throws Exception {
        int last = HEADER + 2 * RECORD;
        for (int at = 0; at < 100; at++) {
            assertRecovered(flipped(last + at), at < 96 ? 2 : 3); // then the table ends
        }
        for (int at = BLOCK; at < RECORD; at += 509) {
            assertRecovered(flipped(last + at), 2);
        }
        for (int block = 0; block < RECORD; block += BLOCK) {
            byte[] torn = journal.clone();
            Arrays.fill(torn, last + block, last + block + BLOCK, (byte) 0);
            assertRecovered(torn, 2);
        }
    }

    @Test
    void damageBeforeAWholeCommitIsRefusedAndNothingIsChanged() throws Exception {
        for (int at = HEADER; at < HEADER + 2 * RECORD; at += 1021) {
            assertRefusedOrWhole(flipped(at));
        }
        for (int at = 0; at < 60; at += 7) {
            assertRefusedOrWhole(flipped(at));
        }
        byte[] withoutHeader = journal.clone();
        Arrays.fill(withoutHeader, 0, HEADER, (byte) 0);
        assertRefusedOrWhole(withoutHeader);
    }

    @Test
    void anEmptyJournalOrOneOfZerosIsRemoved() throws Exception {
        assertRecovered(new byte[0], 2);
        assertRecovered(new byte[HEADER - 1], 2);
        assertRecovered(new byte[journal.length], 2);
        assertRecovered(zerosFrom(HEADER), 2);
    }

    /** Records of a journal that has been emptied mean nothing, however whole they are. */
    @Test
    void recordsWithAnotherSaltAreNotReplayed() throws Exception {
        Path file = copy(journal);
        Path other = file.resolveSibling("other");
        TestFiles.write(other, states[0]);
        try (CommitMapping commits = Commits.builder(other).open();
                View view = commits.map()) {
            bytesOf(view).set(0, 1);
            commits.commit();
            commits.checkpoint();
            Path now = other.resolveSibling("other.fileview-journal");
            byte[] emptied = TestFiles.readAllBytes(now);
            System.arraycopy(journal, HEADER, emptied, HEADER, 3 * RECORD);
            assertRecovered(emptied, 2);
        }
    }

    @Test
    void aJournalOfAnotherFileIsRefusedUnlessItIsAdopted() throws Exception {
        Path file = copy(journal);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Commits.open(file))
                .withMessageContainingAll("another file", "adoptJournal()", file.toString());
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Commits.reader(file))
                .withMessageContaining("another file");
        assertThatFile(file).hasBinaryContent(states[2]);
        Commits.builder(file).adoptJournal().open().close();
        assertThatFile(file).hasBinaryContent(states[3]);
    }

    @Test
    void aJournalWithCommitsOfAFileThatIsGoneIsNotDroppedSilently() throws Exception {
        Path file = copy(journal);
        TestFiles.delete(file);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Commits.builder(file).createNew().size(SIZE).open())
                .withMessageContainingAll("another file of this name", "remove the journal");
        assertThatFile(file).doesNotExist();
        TestFiles.delete(file.resolveSibling("file.fileview-journal"));
        try (CommitMapping commits = Commits.builder(file).createNew().size(SIZE).open()) {
            assertThat(commits.changed()).isEmpty();
        }
        assertThatFile(file).hasBinaryContent(new byte[SIZE]);
    }

    private byte[] flipped(int at) {
        byte[] damaged = journal.clone();
        damaged[at] ^= 0x10;
        return damaged;
    }

    private Path copy(byte[] journalNow) throws IOException {
        Path copy = TestFiles.createDirectory(directory.resolve("copy" + copies++)).resolve("file");
        TestFiles.write(copy, states[2]);
        TestFiles.write(copy.resolveSibling("file.fileview-journal"), journalNow);
        return TestFiles.toRealPath(copy);
    }

    /** There are hundreds of copies, and little room on a machine with large pages. */
    private static void delete(Path copy) throws IOException {
        TestFiles.delete(copy);
        TestFiles.deleteIfExists(copy.resolveSibling("file.fileview-journal"));
    }

    private void assertRecovered(byte[] journalNow, int state) throws IOException {
        Path file = copy(journalNow);
        Commits.builder(file).adoptJournal().open().close();
        assertThatFile(file).hasBinaryContent(states[state]);
        assertThatFile(file.resolveSibling("file.fileview-journal")).doesNotExist();
        delete(file);
    }

    private void assertRefused(byte[] journalNow) throws IOException {
        Path file = copy(journalNow);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Commits.builder(file).adoptJournal().open())
                .withMessageContaining("damaged");
        assertThatFile(file).hasBinaryContent(states[2]);
        assertThatFile(file.resolveSibling("file.fileview-journal"))
                .hasBinaryContent(journalNow);
        delete(file);
    }

    private void assertRefusedOrWhole(byte[] journalNow) throws IOException {
        Path file = copy(journalNow);
        try {
            Commits.builder(file).adoptJournal().open().close();
            assertThatFile(file).hasBinaryContent(states[3]);
        } catch (MappingException refused) {
            assertThat(refused).hasMessageContaining("damaged");
            assertThatFile(file).hasBinaryContent(states[2]);
            assertThatFile(file.resolveSibling("file.fileview-journal"))
                    .hasBinaryContent(journalNow);
        }
        delete(file);
    }
}
