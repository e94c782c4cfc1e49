package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.View;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.testing.Commits;
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
 * A commit is not done if only a journal holds it that nobody would find after a power failure,
 * because another program has taken it away from a live writer.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CommitWithoutJournalTest {
    private static final int SIZE = 20_000;

    @TempDir
    Path directory;

    private Path file;
    private Path journal;

    @BeforeEach
    void makeFile() throws IOException {
        file = TestFiles.write(directory.resolve("file"), filled('a'));
        journal = directory.resolve("file.fileview-journal");
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[SIZE];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** What another program does to the journal. */
    private interface Loss {
        void happen() throws IOException;
    }

    private void assertRefused(String why, Loss loss) throws IOException {
        try (CommitMapping commits = Commits.open(file); View view = commits.map()) {
            view.guarded().fill(0, SIZE, (byte) 'b');
            commits.commit();
            loss.happen();
            view.guarded().fill(0, SIZE, (byte) 'c');
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(commits::commit)
                    .withMessageContaining(why)
                    .satisfies(
                            failure -> assertThat(failure.outcome())
                                    .isEqualTo(Outcome.NOT_COMMITTED));
        }
        assertThatFile(file).hasBinaryContent(filled('b')); // closing made it durable
    }

    @Test
    void aJournalThatWasRemovedIsMissed() throws IOException {
        Needs.immediateDeletion();
        assertRefused("removed", () -> TestFiles.delete(journal));
        Commits.open(file).close();
    }

    @Test
    void aJournalThatWasMovedAwayIsMissed() throws IOException {
        assertRefused("removed", () -> TestFiles.move(journal, directory.resolve("away")));
    }

    @Test
    void aJournalThatWasReplacedIsMissed() throws IOException {
        Needs.immediateDeletion();
        assertRefused(
                "replaced",
                () -> {
                    TestFiles.delete(journal);
                    TestFiles.write(journal, new byte[1 << 20]);
                });
    }

    @Test
    void aJournalThatWasCutShortIsNoticed() throws IOException {
        assertRefused("cut short", () -> TestFiles.truncate(journal, 8192));
        Commits.open(file).close();
    }
}
