package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.spi.Place;
import io.fileview.testing.Commits;
import io.fileview.testing.CutDisk;
import io.fileview.testing.Sample;
import io.fileview.testing.Seed;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A power cut at any operation, also of a recovery, and any operation that fails, leave the state
 * of the last commit, or of the one under way.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CommitCutTest {
    private static final int PAGE = 4096;
    private static final int SIZE = 40 * PAGE + 77;
    private static final int COMMITS = 7;
    private static final int PAGES_A_COMMIT = 4;
    private static final long SEED = Seed.of(CommitCutTest.class);

    /** So small that the file is flushed and the journal used again several times. */
    private static final long JOURNAL_LIMIT = 64 << 10;

    @TempDir
    Path directory;

    private Path file;
    private int directories;

    /** The states of the file: states.get(i) is the one after i commits. */
    private final List<byte[]> states = new ArrayList<>();

    private int returned;

    @BeforeEach
    void makeFile() throws IOException {
        file = Sample.file(directory, SIZE);
        byte[] state = Sample.bytes(SIZE);
        SplittableRandom random = new SplittableRandom(SEED);
        states.add(state);
        for (int commit = 1; commit <= COMMITS; commit++) {
            state = state.clone();
            for (int i = 0; i < PAGES_A_COMMIT; i++) {
                state[random.nextInt(SIZE)] = (byte) random.nextInt();
            }
            states.add(state);
        }
    }

    @Test
    void aCutAtAnyOperationLeavesOneStateOrTheNext() throws Exception {
        int operations = operationsOfTheWholeRun();
        assertThat(operations).isGreaterThan(50);
        int cuts = 0;
        for (int cut = 0; cut < operations; cut++) {
            int at = cut;
            CutDisk disk = freshDisk(cut);
            disk.setFault(
                    (operation, what) -> {
                        if (operation == at) {
                            throw disk.cutPower();
                        }
                    });
            run(disk);
            for (int i = 0; i < 3; i++) {
                assertRecovered(disk, returned, Math.min(COMMITS, returned + 1), "cut at " + at);
                cuts++;
            }
        }
        System.out.println(cuts + " cuts at " + operations + " operations");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 33, 47})
    void aRecoveryThatIsCutItselfStartsAgain(int at) throws Exception {
        CutDisk disk = freshDisk(at);
        disk.setFault(
                (operation, what) -> {
                    if (operation == at) {
                        throw disk.cutPower();
                    }
                });
        run(disk);
        Path left = newDirectory();
        disk.writeTo(left);
        Path leftFile = left.resolve(file.getFileName());
        for (int cut = 0; cut < 12; cut++) {
            Path again = copy(left);
            CutDisk second = new CutDisk(again.resolve(file.getFileName()), SEED + cut);
            second.adopt(again.resolve(file.getFileName() + ".fileview-journal"));
            int atSecond = cut;
            second.setFault(
                    (operation, what) -> {
                        if (operation == atSecond) {
                            throw second.cutPower();
                        }
                    });
            try (CommitMapping commits =
                    CommitMapping.builder(again.resolve(file.getFileName()))
                            .adoptJournal()
                            .engine(second.engine())
                            .open()) {
                assertThat(commits.changed()).isEmpty();
            } catch (CutDisk.PowerCut wanted) {
                // The next process finds what is left.
            }
            assertRecovered(second, returned, Math.min(COMMITS, returned + 1), "second " + cut);
        }
        assertThatFile(leftFile).exists();
    }

    /** Each operation in turn fails once, and then everything works again. */
    @Test
    void afterAnyOperationThatFailsTheExceptionTellsWhatBecameOfTheCommit() throws Exception {
        int operations = operationsOfTheWholeRun();
        int failures = 0;
        for (int failing = 0; failing < operations; failing++) {
            int at = failing;
            CutDisk disk = freshDisk(failing);
            String[] failed = new String[1];
            disk.setFault(
                    (operation, what) -> {
                        if (operation == at) {
                            failed[0] = what;
                            throw error(what);
                        }
                    });
            if (runThroughFailures(disk, failed)) {
                failures++;
            }
        }
        assertThat(failures).isGreaterThan(operations / 2);
    }

    /** Each operation in turn fails, and so does every one after it, until the power is cut. */
    @Test
    void aDiskThatFailsFromSomeOperationOnLosesNothingThatWasPromised() throws Exception {
        int operations = operationsOfTheWholeRun();
        for (int failing = 0; failing < operations; failing += 2) {
            int at = failing;
            CutDisk disk = freshDisk(failing);
            disk.setFault(
                    (operation, what) -> {
                        if (operation >= at) {
                            throw error(what);
                        }
                    });
            int newest = runUntilFailure(disk);
            for (int i = 0; i < 2; i++) {
                assertRecovered(disk, returned, newest, "failing from " + at);
            }
        }
    }

    private static IOException error(String what) {
        Place place = Place.of(what).withError("EIO");
        return what.endsWith("write")
                ? new MappingException(place, "the test lets it fail", null)
                : new FlushFailedException(place, "the test lets it fail", null);
    }

    private int operationsOfTheWholeRun() throws IOException {
        CutDisk disk = freshDisk(0);
        run(disk);
        assertThatFile(file).hasBinaryContent(states.get(COMMITS));
        return disk.operations();
    }

    /** A file in its first state, on a disk of its own. */
    private CutDisk freshDisk(int run) throws IOException {
        for (String beside : List.of("", ".fileview-journal", ".fileview-lock")) {
            TestFiles.deleteIfExists(directory.resolve(file.getFileName() + beside));
        }
        TestFiles.write(file, states.getFirst());
        returned = 0;
        return new CutDisk(file, SEED + run);
    }

    private CommitMapping open(CutDisk disk) throws IOException {
        return CommitMapping.builder(file)
                .journalLimit(JOURNAL_LIMIT)
                .engine(disk.engine())
                .open();
    }

    /** All commits and the close, or as far as the power lasts. */
    private void run(CutDisk disk) throws IOException {
        CommitMapping commits = null;
        try {
            commits = open(disk);
            View view = commits.map();
            while (returned < COMMITS) {
                change(view, returned + 1);
                commits.commit();
                returned++;
            }
            commits.close();
        } catch (CutDisk.PowerCut wanted) {
            if (commits != null) {
                commits.abandon();
            }
        }
    }

    private void change(View view, int to) {
        byte[] before = states.get(to - 1);
        byte[] after = states.get(to);
        IntStream.range(0, SIZE)
                .filter(i -> before[i] != after[i])
                .forEach(i -> bytesOf(view).set(i, after[i]));
    }

    /** Whether a commit failed at all. */
    private boolean runThroughFailures(CutDisk disk, String[] failed) throws IOException {
        boolean commitFailed = false;
        CommitMapping commits;
        try {
            commits = open(disk);
        } catch (IOException refused) {
            assertRecovered(disk, 0, 0, "open refused by " + failed[0]);
            return false;
        }
        View view = commits.map();
        while (returned < COMMITS) {
            change(view, returned + 1);
            try {
                commits.commit();
            } catch (CommitFailedException failure) {
                commitFailed = true;
                assertOutcome(disk, failure, failed[0]);
                commits.commit(); // The cause has gone, and so must the failure.
            }
            returned++;
            assertThat(bytesOf(view).toArray()).isEqualTo(states.get(returned));
            assertThatFile(file).hasBinaryContent(states.get(returned));
            assertRecovered(disk, returned, returned, "after " + failed[0]);
        }
        try {
            commits.close();
        } catch (IOException failure) {
            assertThat(failed[0]).isNotNull();
        }
        assertRecovered(disk, COMMITS, COMMITS, "closed after " + failed[0]);
        return commitFailed;
    }

    private void assertOutcome(CutDisk disk, CommitFailedException failure, String failed)
            throws IOException {
        assertThat(failure.file()).isEqualTo(TestFiles.toRealPath(file).toString());
        switch (failure.outcome()) {
            case NOT_COMMITTED -> {
                assertThatFile(file).hasBinaryContent(states.get(returned));
                assertRecovered(disk, returned, returned, "not committed: " + failed);
            }
            case COMMITTED_NOT_APPLIED -> {
                assertThat(failed).startsWith("file");
                assertRecovered(disk, returned + 1, returned + 1, "not applied: " + failed);
            }
            case UNKNOWN, COMMITTED_WITHOUT_NAME ->
                throw new AssertionError("one failure of the disk leaves nothing unknown");
        }
    }

    /** The number of the newest state that may be found. */
    private int runUntilFailure(CutDisk disk) throws IOException {
        CommitMapping commits = null;
        int newest = 0;
        try {
            commits = open(disk);
            View view = commits.map();
            while (returned < COMMITS) {
                change(view, returned + 1);
                commits.commit();
                returned++;
                newest = returned;
            }
            commits.close();
        } catch (CommitFailedException failure) {
            newest = returned + 1;
            if (failure.outcome() == Outcome.COMMITTED_NOT_APPLIED) {
                returned++; // It is promised.
            } else if (failure.outcome() == Outcome.NOT_COMMITTED) {
                newest = returned; // That too.
            }
            CommitMapping failing = commits;
            assertThatExceptionOfType(CommitFailedException.class).isThrownBy(failing::commit);
            commits.abandon();
        } catch (IOException failure) {
            if (commits != null) {
                commits.abandon();
            }
        }
        return newest;
    }

    private void assertRecovered(CutDisk disk, int oldest, int newest, String when)
            throws IOException {
        Path left = newDirectory();
        disk.writeTo(left);
        Path found = left.resolve(file.getFileName());
        try (CommitMapping commits =
                Commits.builder(found).adoptJournal().open();
                View view = commits.map()) {
            byte[] bytes = bytesOf(view).toArray();
            boolean known = false;
            for (int state = oldest; state <= newest; state++) {
                known |= java.util.Arrays.equals(bytes, states.get(state));
            }
            assertThat(known)
                    .as("%s: a state from %d to %d, not %s", when, oldest, newest, which(bytes))
                    .isTrue();
        }
        assertThatFile(left.resolve(file.getFileName() + ".fileview-journal")).doesNotExist();
    }

    private String which(byte[] bytes) {
        for (int state = 0; state < states.size(); state++) {
            if (java.util.Arrays.equals(bytes, states.get(state))) {
                return "state " + state;
            }
        }
        return "a mixture";
    }

    private Path newDirectory() throws IOException {
        return TestFiles.createDirectory(directory.resolve("cut" + directories++));
    }

    private Path copy(Path from) throws IOException {
        Path to = newDirectory();
        try (var files = TestFiles.list(from)) {
            for (Path each : files.toList()) {
                TestFiles.copy(each, to.resolve(each.getFileName()));
            }
        }
        return to;
    }
}
