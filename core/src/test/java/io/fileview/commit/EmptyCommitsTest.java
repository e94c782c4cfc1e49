package io.fileview.commit;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.View;
import io.fileview.testing.Commits;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Empty files are opened for commits and read, and grow. */
class EmptyCommitsTest {
    private static final int SIZE = 10_000;

    @TempDir
    Path directory;
    private Path file;

    @BeforeEach
    void create() throws Exception {
        file = TestFiles.createFile(directory.resolve("empty"));
    }

    @Test
    void nothingIsCommitted() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            assertThat(commits.size()).isZero();
            try (View view = commits.map()) {
                assertThat(bytesOf(view).toArray()).isEmpty();
                assertThat(view.isMapped()).isTrue();
                assertThat(view.pages().pageCount()).isZero();
            }
            assertThat(commits.changed()).isEmpty();
            commits.commit();
            commits.rollback();
            commits.checkpoint();
        }
        isAlone();
        assertThatFile(file).isEmptyFile();
    }

    private void isAlone() throws Exception {
        try (Stream<Path> entries = TestFiles.list(directory)) {
            assertThat(entries.filter(entry -> !entry.equals(file))
                    .filter(entry -> entry.toString().contains("journal"))).isEmpty();
        }
    }

    @Test
    void aViewOfNoBytesKeepsNothingFromTheOthers() throws Exception {
        TestFiles.write(file, Sample.bytes(SIZE));
        try (CommitMapping commits = Commits.open(file);
                View view = commits.map()) {
            View none = commits.map(4096, 0);
            assertThat(none.length()).isZero();
            assertThat(none.address()).isZero();
            bytesOf(view).set(4096, 7);
            none.close();
            assertThat(none.isMapped()).isFalse();
            assertThat(bytesOf(view).get(4096)).isEqualTo((byte) 7);
            commits.map(SIZE, 0).close();
            commits.commit();
        }
        assertThat(TestFiles.read(file, 4096, 1)).containsExactly(7);
    }

    @Test
    void itGrowsAndIsCommitted() throws Exception {
        growAndCommit();
    }

    private void growAndCommit() throws Exception {
        try (CommitMapping commits = Commits.open(file)) {
            commits.grow(SIZE);
            try (View view = commits.map()) {
                bytesOf(view).write(0, Sample.bytes(SIZE));
                commits.commit();
                bytesOf(view).fill(1);
                commits.rollback();
                assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(SIZE));
            }
        }
        assertThatFile(file).hasBinaryContent(Sample.bytes(SIZE));
    }

    @Test
    void aNewFileIsEmptyUnlessASizeIsSet() throws Exception {
        Path created = directory.resolve("new");
        try (CommitMapping commits = Commits.builder(created).createNew().open()) {
            assertThat(commits.size()).isZero();
            commits.commit();
        }
        assertThatFile(created).isEmptyFile();
        TestFiles.write(file, Sample.bytes(SIZE));
        try (CommitMapping commits = Commits.builder(file).size(0).open()) {
            assertThat(commits.size()).isZero();
            commits.grow(SIZE);
            try (View view = commits.map()) {
                assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(SIZE));
            }
        }
        assertThatFile(file).hasBinaryContent(Sample.bytes(SIZE));
    }

    @Test
    void aReaderSeesItGrow() throws Exception {
        try (CommitReader reader = Commits.reader(file)) {
            assertThat(reader.size()).isZero();
            try (View none = reader.map();
                    CommitReader.ReadLock _ = reader.readLock()) {
                assertThat(bytesOf(none).toArray()).isEmpty();
            }
            try (Snapshot snapshot = reader.snapshot()) {
                assertThat(snapshot.size()).isZero();
            }
            growAndCommit();
            try (CommitReader.ReadLock _ = reader.readLock();
                    View view = reader.map()) {
                assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(SIZE));
            }
        }
    }

    @Test
    void aSnapshotIsEmpty() throws Exception {
        try (CommitMapping commits = Commits.open(file);
                Snapshot snapshot = commits.snapshot()) {
            commits.grow(SIZE);
            assertThat(snapshot.size()).isZero();
            snapshot.map().close();
        }
    }
}
