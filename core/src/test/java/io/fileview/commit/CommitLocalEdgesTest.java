package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fileview.View;
import io.fileview.commit.CommitReader.ReadLock;
import io.fileview.spi.EngineFile;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Commits;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an outsider found on files of the kernel: each test states what is promised, and fails. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@NeedsKernel("reuses descriptors and loses locks")
class CommitLocalEdgesTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.write(directory.resolve("file"), filled(4 * MEGABYTE, 'a'));
    }

    private static byte[] filled(int size, int value) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static void commit(CommitMapping commits, int page, int value) throws IOException {
        try (View view = commits.map()) {
            view.guarded().fill((long) page * PAGE, PAGE, (byte) value);
            commits.commit();
        }
    }

    private void leaveCommit(int page, int value) throws IOException {
        CommitMapping commits = Commits.open(file);
        commit(commits, page, value);
        commits.abandon();
    }

    /** "The view also shows later commits once they are in the file." */
    @Test
    void aViewThatIsMappedAfterARecoveryShowsLaterCommits() throws Exception {
        leaveCommit(2, 'b');
        try (CommitReader reader = Commits.reader(file);
                CommitMapping commits = Commits.open(file)) {
            commit(commits, 2, 'c');
            try (View view = reader.map()) {
                commit(commits, 2, 'd');
                assertThat((char) view.guarded().getByte(2 * PAGE)).isEqualTo('d');
            }
        }
    }

    /** "its views remain mapped, and show later commits" */
    @Test
    void viewsOfAClosedReaderShowLaterCommits() throws Exception {
        leaveCommit(2, 'b');
        CommitReader reader = Commits.reader(file);
        try (View view = reader.map()) {
            reader.close();
            try (CommitMapping commits = Commits.open(file)) {
                commit(commits, 2, 'c');
            }
            assertThat((char) view.guarded().getByte(2 * PAGE)).isEqualTo('c');
        }
    }

    /** A reader of a file that is larger than memory. */
    @Test
    void aReaderMapsAFileThatIsLargerThanMemory() throws Exception {
        long size = 200L << 30;
        Path large = directory.resolve("large");
        try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
            sparse.setLength(size);
        }
        try (CommitReader reader = Commits.reader(large)) {
            assertThatCode(() -> reader.map().close()).doesNotThrowAnyException();
        }
    }

    /** "Thread-safe": the descriptor is not closed, and its number not reused, meanwhile. */
    @Test
    void aReaderThatIsClosedDuringASnapshotDoesNotCopyAnotherFile() throws Exception {
        Path secret = Files.write(directory.resolve("secret"), filled(4 * MEGABYTE, 'S'));
        AtomicReference<CommitReader> reader = new AtomicReference<>();
        AtomicInteger reads = new AtomicInteger(-1);
        List<FileInputStream> others = new ArrayList<>();
        Intercepted intercepted =
                new Intercepted(
                        EngineUnderTest.engine(),
                        (target, method) -> {
                            if (target instanceof EngineFile && method.equals("read")
                                    && reads.get() >= 0 && reads.incrementAndGet() == 2) {
                                reader.get().close();
                                for (int i = 0; i < 20; i++) {
                                    others.add(new FileInputStream(secret.toFile()));
                                }
                            }
                        });
        reader.set(CommitReader.open(file, intercepted.engine()));
        reads.set(0);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        try (Snapshot snapshot = reader.get().snapshot(); View view = snapshot.map()) {
            byte[] bytes = new byte[(int) view.length()];
            view.guarded().copyTo(0, bytes, 0, bytes.length);
            seen.write(bytes);
        } catch (IOException | IllegalStateException refused) {
            return;
        } finally {
            for (FileInputStream other : others) {
                other.close();
            }
        }
        assertThat(seen.toString(StandardCharsets.ISO_8859_1)).doesNotContain("S");
    }

    /** Opens the file for commits, and commits once, until it is told to end. */
    static final class Second {
        private Second() {}

        public static void main(String[] args) throws IOException {
            try (CommitMapping commits = Commits.open(Path.of(args[0]))) {
                commit(commits, 1, 'y');
                System.out.println("open");
                System.in.read();
                commits.abandon();
            } catch (CommitInUseException refused) {
                System.out.println("refused");
                System.in.read();
            }
        }
    }

    /** A backup within this process reads all files of the directory, and the locks are gone. */
    @Test
    void aWriterWhoseLocksWereLostAndTakenByAnotherCommitsNoMore() throws Exception {
        Assumptions.assumeFalse(
                Needs.isWindows(),
                "needs a system on which closing any descriptor of a file releases its locks");
        Assumptions.assumeTrue(EngineUnderTest.name().equals("portable"));
        CommitMapping commits = Commits.open(file);
        try (var files = Files.list(directory)) {
            for (Path each : files.toList()) {
                try (FileInputStream in = new FileInputStream(each.toFile())) {
                    in.readAllBytes();
                }
            }
        }
        try (ChildJvm.Talk second = ChildJvm.of(Second.class, file).start()) {
            second.await("open");
            assertThatCode(() -> commit(commits, 1, 'x'))
                    .as("two writers have the file")
                    .isInstanceOf(CommitFailedException.class);
        }
    }

    @Test
    void aSnapshotHasTheLeftCommitsWhileANewWriterWaits() throws Exception {
        leaveCommit(2, 'b');
        try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
            torn.seek(2L * PAGE);
            torn.write(filled(PAGE / 2, 'a')); // as if the writer had died while it wrote the page
        }
        try (CommitReader reader = Commits.reader(file)) {
            ReadLock lock = reader.readLock();
            Thread writer =
                    new Thread(
                            () -> {
                                try {
                                    Commits.open(file).close();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            writer.start();
            try {
                char seen = 'b';
                for (int i = 0; i < 200 && seen == 'b'; i++) {
                    try (Snapshot snapshot = reader.snapshot(); View view = snapshot.map()) {
                        seen = (char) view.guarded().getByte(2 * PAGE);
                    }
                }
                assertThat(seen).isEqualTo('b');
            } finally {
                lock.close();
                writer.join();
            }
        }
    }

    /** Maps a file for reading. */
    static final class Nobody {
        private Nobody() {}

        public static void main(String[] args) throws IOException {
            try (CommitReader reader = Commits.reader(Path.of(args[0])); View view = reader.map()) {
                System.out.println("read " + (char) view.guarded().getByte(0));
            }
        }
    }

    /** "needs only permission to read the file and the journal" */
    @Test
    void aReaderNeedsOnlyPermissionToRead() throws Exception {
        ChildJvm.openTo(directory);
        String output = ChildJvm.of(Nobody.class, file).asNobody(directory).run();
        assertThat(output).contains("read a");
    }

    /** mlock(2) makes each page of a private, writable mapping a private copy. */
    @Test
    void aReaderWhoseViewIsLockedInMemorySeesLaterCommits() throws Exception {
        Assumptions.assumeTrue(EngineUnderTest.isLinux());
        try (CommitReader reader = Commits.reader(file);
                View view = reader.map();
                CommitMapping commits = Commits.open(file)) {
            view.lock();
            commit(commits, 2, 'c');
            try (ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                assertThat((char) view.guarded().getByte(2 * PAGE)).isEqualTo('c');
            }
        }
    }

    private static int descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return (int) open.count();
        }
    }

    @Test
    @Tag("linux-only") // the portable engine closes them when the writer does
    void readersThatWereClosedLeaveNoDescriptorsWhileAWriterHasTheFile() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            int before = descriptors();
            for (int i = 0; i < 200; i++) {
                Commits.reader(file).close();
            }
            assertThat(descriptors() - before).isLessThan(100);
            assertThat(commits.changed()).isEmpty();
        }
    }

    @Test
    @Tag("linux-only") // the portable engine closes them when the writer does
    void openingsThatWereRefusedLeaveNoDescriptors() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            int before = descriptors();
            for (int i = 0; i < 50; i++) {
                assertThatCode(() -> Commits.open(file)).isInstanceOf(CommitInUseException.class);
            }
            assertThat(descriptors() - before).isLessThan(40);
            assertThat(commits.changed()).isEmpty();
        }
    }

    /** The reader came while the file had another name, which has another lock file. */
    @Test
    @Tag("linux-only") // the portable engine has a lock file for each name
    void aReaderByAnotherNameKeepsCommitsOut() throws Exception {
        Path moved = directory.resolve("moved");
        try (CommitMapping commits =
                Commits.builder(file).lockTimeout(java.time.Duration.ofMillis(200)).open()) {
            Files.move(file, moved);
            try (CommitReader reader = Commits.reader(moved);
                    View view = reader.map();
                    ReadLock lock = reader.readLock()) {
                assertThat(lock).isNotNull();
                Files.move(moved, file);
                Thread writer =
                        new Thread(
                                () -> {
                                    try {
                                        commit(commits, 2, 'c');
                                    } catch (IOException keptOut) {
                                        System.out.println(keptOut.getMessage());
                                    }
                                });
                writer.start();
                writer.join();
                assertThat((char) view.guarded().getByte(2 * PAGE)).isEqualTo('a');
            }
        }
    }

    /** Commits once. */
    static final class NobodyWrites {
        private NobodyWrites() {}

        public static void main(String[] args) throws IOException {
            try (CommitMapping commits = Commits.open(Path.of(args[0]))) {
                commit(commits, 0, 'n');
                System.out.println("committed");
            }
        }
    }

    /** A process of another user was killed, and its lock file is still there. */
    @Test
    @Tag("linux-only") // the portable engine needs the lock file
    void aLockFileThatAnotherUserLeftKeepsNobodyOut() throws Exception {
        Files.write(directory.resolve("file.fileview-lock"), new byte[0]);
        ChildJvm child = ChildJvm.of(NobodyWrites.class, file).asNobody(directory);
        Files.setPosixFilePermissions(
                directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(
                file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(child.run()).contains("committed");
    }
}
