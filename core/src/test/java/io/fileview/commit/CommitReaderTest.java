package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewsMappedException;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.commit.journal.CommitLocks;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Readers see the state of one commit, and one writer writes. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CommitReaderTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int PAGES = 64;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = TestFiles.write(directory.resolve("file"), new byte[PAGES * PAGE]);
    }

    private static void writeToAllPages(View view, long number) {
        for (int page = 0; page < PAGES; page++) {
            bytesOf(view).setLong((long) page * PAGE, number);
        }
    }

    @Test
    void aReaderSeesTheOldStateAndThenTheNew() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map();
                CommitReader reader = Commits.reader(file);
                View read = reader.map()) {
            writeToAllPages(view, 1);
            try (CommitReader.ReadLock _ = reader.readLock()) {
                assertThat(CommitKillTest.numberOf(read)).isZero();
            }
            commits.commit();
            try (CommitReader.ReadLock _ = reader.readLock()) {
                assertThat(CommitKillTest.numberOf(read)).isEqualTo(1);
            }
        }
    }

    @Test
    void aCommitWaitsForThoseWhoReadAndIsSeenWhenItReturns() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map();
                CommitReader reader = Commits.reader(file);
                View read = reader.map()) {
            writeToAllPages(view, 1);
            CommitReader.ReadLock reading = reader.readLock();
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> commit(commits));
            awaitWriterThatWaits();
            assertThat(commit).isNotDone();
            assertThat(CommitKillTest.numberOf(read)).isZero();
            reading.close();
            commit.get();
            assertThat(CommitKillTest.numberOf(read)).isEqualTo(1);
        }
    }

    /** Waits until a writer waits for those who read. */
    private void awaitWriterThatWaits() throws IOException {
        try (CommitFiles files =
                CommitFiles.of(
                        EngineUnderTest.engine(),
                        FileLocation.of(file),
                        CommitInUseException::of);
                EngineFile data = files.openData(OpenRequest.existing(Protection.READ_ONLY));
                CommitLocks locks = CommitLocks.open(files, data.identity(), false)) {
            Eventually.holds("a writer waits", locks::writerWaits);
        }
    }

    private static void commit(CommitMapping commits) {
        try {
            commits.commit();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aThreadThatReadsIsToldThatItCannotCommit() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map();
                CommitReader reader = Commits.reader(file)) {
            writeToAllPages(view, 1);
            try (CommitReader.ReadLock _ = reader.readLock()) {
                assertThatExceptionOfType(IllegalStateException.class)
                        .isThrownBy(commits::commit)
                        .withMessageContaining("release it first");
            }
            commits.commit();
        }
    }

    @Test
    void theFileIsNotTruncatedThroughAMappingMeanwhile() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            try (CommitMapping commits = Commits.open(file)) {
                assertThat(commits.changed()).isEmpty();
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> mapping.truncate(1));
            }
            mapping.truncate(1);
        }
    }

    @Test
    void aThreadThatReadsMayReadOnceMoreWhileAWriterWaits() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map();
                CommitReader reader = Commits.reader(file)) {
            writeToAllPages(view, 1);
            CommitReader.ReadLock outer = reader.readLock();
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> commit(commits));
            awaitWriterThatWaits();
            try (CommitReader.ReadLock inner = reader.readLock()) {
                assertThat(commit).isNotDone();
                assertThat(inner).isNotSameAs(outer);
            }
            outer.close();
            outer.close();
            commit.get();
        }
    }

    @Test
    void noReaderEverSeesAMixture() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map();
                CommitReader one = Commits.reader(file);
                CommitReader other = Commits.reader(file)) {
            CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> watch(one, done));
            CompletableFuture<Long> second =
                    CompletableFuture.supplyAsync(() -> watch(other, done));
            CompletableFuture<Long> third = CompletableFuture.supplyAsync(() -> watch(one, done));
            try {
                for (long number = 1; number <= 100; number++) {
                    writeToAllPages(view, number);
                    commits.commit();
                }
            } finally {
                done.set(true);
            }
            assertThat(first.get()).isEqualTo(100);
            assertThat(second.get()).isEqualTo(100);
            assertThat(third.get()).isEqualTo(100);
        }
    }

    /** The last number that was read, after all were in order. */
    private static long watch(CommitReader reader, AtomicBoolean done) {
        long last = 0;
        try (View view = reader.map()) {
            boolean once = false;
            while (!once) {
                once = done.get();
                try (CommitReader.ReadLock _ = reader.readLock()) {
                    long number = CommitKillTest.numberOf(view);
                    if (number < last) {
                        throw new AssertionError(number + " after " + last);
                    }
                    last = number;
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return last;
    }

    /** Commits until it is told to stop. */
    static final class OtherWriter {
        private OtherWriter() {}

        public static void main(String[] args) throws IOException {
            try (CommitMapping commits = Commits.open(Path.of(args[0]));
                    View view = commits.map()) {
                System.out.println("open");
                for (long number = 1; System.in.available() == 0; number++) {
                    writeToAllPages(view, number);
                    commits.commit();
                }
            }
            System.out.println("closed");
        }
    }

    @Test
    @NeedsKernel("has another process use the file")
    void aReaderOfAnotherProcessSeesNoMixtureEither() throws Exception {
        try (ChildJvm.Talk writer = ChildJvm.of(OtherWriter.class, file).start()) {
            writer.await("open");
            try (CommitReader reader = Commits.reader(file);
                    View view = reader.map()) {
                long last = 0;
                int changes = 0;
                while (changes < 20) {
                    try (CommitReader.ReadLock _ = reader.readLock()) {
                        long number = CommitKillTest.numberOf(view);
                        assertThat(number).isGreaterThanOrEqualTo(last);
                        changes += number > last ? 1 : 0;
                        last = number;
                    }
                }
            }
            writer.say("stop");
            writer.await("closed");
        }
        assertThatFile(file.resolveSibling("file.fileview-lock")).doesNotExist();
        assertThatFile(file.resolveSibling("file.fileview-journal")).doesNotExist();
    }

    @Test
    void aSecondWriterIsRefusedAndToldWhoTheFirstIs() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            assertThat(commits.size()).isEqualTo(PAGES * PAGE);
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> Commits.open(file))
                    .withMessageContainingAll(
                            TestFiles.toRealPath(file).toString(),
                            "process " + ProcessHandle.current().pid());
        }
        try (CommitMapping commits = Commits.open(file)) {
            assertThat(commits.size()).isEqualTo(PAGES * PAGE);
        }
    }

    @Test
    @NeedsKernel("has another process use the file")
    void aSecondWriterIsRefusedWhileTheFirstIsAnotherProcess() throws Exception {
        try (ChildJvm.Talk writer = ChildJvm.of(OtherWriter.class, file).start()) {
            writer.await("open");
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> Commits.open(file))
                    .withMessageContaining("process ");
            writer.say("stop");
            writer.await("closed");
        }
        try (CommitMapping commits = Commits.open(file)) {
            assertThat(commits.size()).isEqualTo(PAGES * PAGE);
        }
    }

    /** Closing any file drops a process's own locks on it, on most systems. */
    @Test
    @NeedsKernel("has another process use the file")
    void readersThatComeAndGoInTheProcessOfTheWriterDoNotUnlockIt() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            Commits.reader(file).close();
            assertThatExceptionOfType(CommitInUseException.class)
                    .isThrownBy(() -> Commits.open(file));
            assertThat(ChildJvm.of(Refused.class, file).run()).contains("refused");
            assertThat(commits.changed()).isEmpty();
        }
    }

    /** Says whether it is refused. */
    static final class Refused {
        private Refused() {}

        public static void main(String[] args) throws IOException {
            try (CommitMapping commits = Commits.open(Path.of(args[0]))) {
                System.out.println("opened " + commits);
            } catch (CommitInUseException refused) {
                System.out.println("refused: " + refused.getMessage());
            }
        }
    }

    @Test
    void aReaderFollowsAFileThatGrows() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                CommitReader reader = Commits.reader(file)) {
            commits.grow(2 * PAGES * PAGE);
            reader.readLock().close();
            assertThat(reader.size()).isEqualTo(2 * PAGES * PAGE);
        }
    }

    @Test
    void aReaderTakesSnapshots() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map();
                CommitReader reader = Commits.reader(file);
                Snapshot snapshot = reader.snapshot();
                View then = snapshot.map()) {
            writeToAllPages(view, 1);
            commits.commit();
            assertThat(CommitKillTest.numberOf(then)).isZero();
        }
    }

    @Test
    void thereIsNothingToReadWhereThereIsNoFile() throws Exception {
        Path none = directory.resolve("none");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> Commits.reader(none));
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> Commits.open(none));
        try (Stream<Path> files = TestFiles.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Prints what a user finds who may read the file, and write nothing. */
    static final class PoorReader {
        private PoorReader() {}

        public static void main(String[] args) throws IOException {
            try (CommitReader reader = Commits.reader(Path.of(args[0]));
                    View view = reader.map()) {
                System.out.println("read " + CommitKillTest.numberOf(view));
            } catch (IOException refused) {
                System.out.println("refused " + refused.getMessage());
            }
        }
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel("has another user open the file, in another process")
    void aUserWhoMayWriteNothingReadsUnlessTheJournalIsNeededAndUnreadable() throws Exception {
        Needs.root();
        ChildJvm.openTo(directory);
        CommitMapping commits = Commits.open(file);
        try (View view = commits.map()) {
            writeToAllPages(view, 1);
            commits.commit();
            assertThat(ChildJvm.of(PoorReader.class, file).asNobody(directory).run())
                    .contains("read 1");
        }
        commits.abandon();
        assertThat(ChildJvm.of(PoorReader.class, file).asNobody(directory).run())
                .contains("read 1");
        Path journal = file.resolveSibling(file.getFileName() + ".fileview-journal");
        Files.setPosixFilePermissions(journal, PosixFilePermissions.fromString("rw-------"));
        assertThat(ChildJvm.of(PoorReader.class, file).asNobody(directory).run())
                .contains("refused", "journal", "open the file once");
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel("mounts btrfs")
    void onAFileSystemWithBlockCloningASnapshotIsCloned() throws Exception {
        Needs.loopDevices();
        Needs.tool("mkfs.btrfs");
        Path image = directory.resolve("image");
        Path root = Files.createDirectory(directory.resolve("btrfs"));
        try (java.io.RandomAccessFile space =
                new java.io.RandomAccessFile(image.toFile(), "rw")) {
            space.setLength(256L << 20);
        }
        Command.run("mkfs.btrfs", "-q", image.toString());
        Command.run("mount", "-o", "loop", image.toString(), root.toString());
        try {
            Path cloned = TestFiles.copy(file, root.resolve("file"));
            try (CommitMapping commits = Commits.open(cloned);
                    View view = commits.map();
                    Snapshot snapshot = commits.snapshot();
                    View then = snapshot.map()) {
                assertThat(snapshot.isCloned()).isTrue();
                writeToAllPages(view, 1);
                commits.commit();
                assertThat(CommitKillTest.numberOf(then)).isZero();
            }
        } finally {
            Command.run("umount", root.toString());
        }
    }
}
