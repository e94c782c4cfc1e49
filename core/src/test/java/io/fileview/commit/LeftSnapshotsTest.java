package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that was killed while it took a snapshot may have left it, where snapshots need names. */
class LeftSnapshotsTest {
    private static final String PREFIX = "file.fileview-snapshot-";
    private static final String RANDOM = "4cc2be17-3d12-4fbf-b758-3d4138181727";

    @TempDir
    Path directory;

    @Test
    @NeedsKernel("opens a file of a disk through the portable engine")
    void theNextWriterRemovesThemAndNothingElse() throws IOException {
        assumeFalse(
                Needs.isWindows(),
                "needs a system that leaves the temporary files of a dead process; Windows removes"
                        + " them");
        Path file = TestFiles.write(directory.resolve("file"), new byte[10]);
        Path left = TestFiles.write(directory.resolve(PREFIX + RANDOM), new byte[10]);
        Path other = TestFiles.write(directory.resolve(PREFIX + "mine"), new byte[10]);
        Path ofOther =
                TestFiles.write(directory.resolve("other.fileview-snapshot-" + RANDOM),
                        new byte[1]);
        CommitMapping.builder(file).engine("portable").open().close();
        assertThat(left).doesNotExist();
        assertThat(other).exists();
        assertThat(ofOther).exists();
    }
}
