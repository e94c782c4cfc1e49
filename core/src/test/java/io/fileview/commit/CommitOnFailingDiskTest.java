package io.fileview.commit;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.View;
import io.fileview.testing.Commits;
import io.fileview.testing.FailingDisk;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that refuses the first write of blocks: ext4 then calls later writes of them done that
 * nobody would read back.
 */
@Tag("linux-only")
class CommitOnFailingDiskTest {
    private static final int SIZE = 1 << 20;
    private static final int SMALL = 1 << 18;

    @TempDir
    Path directory;

    /** The kernel may write the pages before the disk fails: then once more, with a new file. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void aCheckpointThatSucceedsAfterOneThatFailedIsOnTheDisk() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file;
            CommitMapping commits;
            boolean failed;
            int attempts = 0;
            do {
                file = disk.root().resolve("new" + attempts++);
                commits = newFile(file, SMALL);
                try (View view = commits.map()) {
                    bytesOf(view).fill(1);
                    commits.commit();
                }
                disk.fail();
                failed = !isCheckpointed(commits);
                disk.recover();
                if (!failed) {
                    commits.close();
                    TestFiles.delete(file);
                }
            } while (!failed);
            commits.checkpoint();
            commits.close();
            disk.remount();
            assertThat(TestFiles.readAllBytes(file)).hasSize(SMALL).containsOnly((byte) 1);
        }
    }

    private static boolean isCheckpointed(CommitMapping commits) {
        try {
            commits.checkpoint();
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    @Test
    void aCommitThatSucceedsAfterOneThatFailedIsOnTheDisk() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = disk.root().resolve("new");
            CommitMapping commits = newFile(file, SIZE);
            try (View view = commits.map()) {
                bytesOf(view).fill(1);
                disk.fail();
                // The journal is too small for this commit: its new blocks are refused.
                assertThatExceptionOfType(CommitFailedException.class)
                        .isThrownBy(commits::commit);
                disk.recover();
                commits.commit();
            }
            commits.abandon();
            disk.remount();
            try (CommitMapping again = Commits.open(file)) {
                assertThat(again.size()).isEqualTo(SIZE);
            }
            assertThat(TestFiles.readAllBytes(file)).hasSize(SIZE).containsOnly((byte) 1);
        }
    }

    private static CommitMapping newFile(Path file, int size) throws IOException {
        return Commits.builder(file).createNew().size(size).open();
    }
}
