package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.MappingException;
import io.fileview.View;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever may write a file may put a journal beside it that nobody can read to its end. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CommitHugeJournalTest {
    private static final int SIZE = 8_192;

    @TempDir
    Path directory;

    private Path file;
    private Path journal;

    @BeforeEach
    void makeFile() throws IOException {
        file = TestFiles.write(directory.resolve("file"), new byte[SIZE]);
        journal = directory.resolve("file.fileview-journal");
    }

    @AfterEach
    void forgetInterrupt() {
        Thread.interrupted();
    }

    private void leaveJournal() throws IOException {
        CommitMapping commits = Commits.open(file);
        try (View view = commits.map()) {
            view.guarded().setByte(0, (byte) 'x');
            commits.commit();
        }
        commits.abandon();
    }

    @Test
    void aJournalThatIsAlmostOnlyAHoleIsReadAtOnce() throws IOException {
        assumeTrue(EngineUnderTest.isLinux(), "the JDK does not tell where holes are");
        leaveJournal();
        try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), 8L << 40);
        }
        Commits.reader(file).close();
        Commits.open(file).close();
        assertThatFile(journal).doesNotExist();
    }

    @Test
    void aLargeFileWithoutAHeaderIsNotSearched() throws IOException {
        TestFiles.write(journal, new byte[(1 << 20) + 1]);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Commits.reader(file))
                .withMessageContaining("no intact header");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> Commits.open(file))
                .withMessageContaining("no intact header");
    }

    @Test
    void anInterruptEndsTheReadingOfALargeJournal() throws IOException {
        leaveJournal();
        byte[] bytes = new byte[70 << 20];
        Arrays.fill(bytes, (byte) 'x');
        TestFiles.write(journal, bytes, StandardOpenOption.APPEND);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> Commits.reader(file))
                .withMessageContaining("journal");
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(() -> Commits.open(file))
                .withMessageContaining("journal");
    }
}
