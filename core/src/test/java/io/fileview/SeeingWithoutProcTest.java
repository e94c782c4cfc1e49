package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process does and is told that has no {@code /proc}, as in a directory it is confined to. */
@Tag("linux-only")
@NeedsKernel("has another process without /proc map the file")
class SeeingWithoutProcTest {
    private static final String WHY =
            " unknown because /proc/self/pagemap cannot be opened (ENOENT); mount /proc";

    @TempDir
    Path directory;

    @Test
    void whatOnlyTheProcessTableExposesIsUnknownAndTheRestWorks() throws IOException {
        Needs.administrator();
        Needs.tool("unshare");
        Path file =
                Files.write(directory.resolve("file"), new byte[64 * EngineUnderTest.pageSize()]);
        // Without /proc, the launcher of Java does not find its libraries by itself.
        String java = System.getProperty("java.home");
        String output =
                ChildJvm.of(DeniedCallsTest.Program.class, file, "")
                        .under("unshare", "--mount", "--propagation", "private", "sh", "-c",
                                "umount -l /proc && LD_LIBRARY_PATH=" + java + "/lib exec \"$@\"",
                                "sh")
                        .run();
        assertThat(output.lines())
                .contains(
                        "RESIDENT 64 of 0 unknown",
                        "DIRTY 8 of 0 unknown",
                        "WORKING_SET 0 of 64 unknown",
                        "WORKING_SET" + WHY,
                        "SHARED" + WHY,
                        "REFERENCED" + WHY,
                        "PRIVATE 0 of 0 unknown",
                        "content true",
                        "locked 4",
                        "private locked 4",
                        "memory 8192",
                        "commit refused: "
                                + file
                                + ": the changed pages cannot be found, because"
                                + " /proc/self/pagemap cannot be opened (ENOENT); mount /proc");
    }
}
