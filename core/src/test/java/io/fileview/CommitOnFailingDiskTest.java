package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that refuses the first write of blocks: ext4 then calls later writes of them done that nobody
 * would read back.
 */
@Tag("linux-only")
class CommitOnFailingDiskTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    @Test
    void aCheckpointThatSucceedsAfterOneThatFailedIsOnTheDisk() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = disk.root().resolve("new");
            CommitMapping commits = newFile(file);
            commits.checkpoint();
            try (View view = commits.map()) {
                view.segment().fill((byte) 1);
                commits.commit();
            }
            disk.fail();
            assertThatExceptionOfType(IOException.class).isThrownBy(commits::checkpoint);
            disk.recover();
            commits.checkpoint();
            commits.close();
            disk.remount();
            assertThat(Files.readAllBytes(file)).hasSize(SIZE).containsOnly((byte) 1);
        }
    }

    @Test
    void aCommitThatSucceedsAfterOneThatFailedIsOnTheDisk() throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path file = disk.root().resolve("new");
            CommitMapping commits = newFile(file);
            try (View view = commits.map()) {
                view.segment().fill((byte) 1);
                disk.fail();
                // The journal is too small for this commit: its new blocks are refused.
                assertThatExceptionOfType(CommitFailedException.class)
                        .isThrownBy(commits::commit);
                disk.recover();
                commits.commit();
            }
            commits.abandon();
            disk.remount();
            try (CommitMapping again = CommitMapping.open(file)) {
                assertThat(again.size()).isEqualTo(SIZE);
            }
            assertThat(Files.readAllBytes(file)).hasSize(SIZE).containsOnly((byte) 1);
        }
    }

    private static CommitMapping newFile(Path file) throws IOException {
        return CommitMapping.builder(file).createNew().size(SIZE).open();
    }
}
