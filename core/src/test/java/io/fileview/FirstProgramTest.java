package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that the documentation shows does what it says. */
@NeedsKernel("has another process use the file")
class FirstProgramTest {
    private static final int SIZE = 136 << 10;

    @TempDir
    Path directory;

    @Test
    void itWritesIntoTheMiddleOfTheFileAndPrintsThePages() throws Exception {
        Path file = Sample.file(directory, SIZE);
        // It is in no package, so that nothing in a package can name its class.
        String output =
                ChildJvm.of("FirstProgram", file)
                        .option("--enable-native-access=ALL-UNNAMED")
                        .run();
        assertThat(output).startsWith("1 pages of ").contains("resident 1");
        byte[] expected = Sample.bytes(SIZE);
        byte[] hello = "hello\0".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(hello, 0, expected, 135 << 10, hello.length);
        assertThat(file).hasBinaryContent(expected);
    }
}
