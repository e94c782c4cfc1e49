package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program is told when the JVM forbids calls of the operating system. */
@Tag("linux-only")
@NeedsKernel("has another process open the file")
class NativeAccessTest {
    private static final String PROGRAM = "NativeAccessProgram";

    @TempDir
    Path directory;

    private String open(String engine, String... options) throws IOException {
        return ChildJvm.of(PROGRAM, Sample.file(directory, 5000), engine)
                .option(options)
                .run();
    }

    @Test
    void onTheClassPathTheExactFlagIsNamed() throws IOException {
        assertThat(open("linux", "--illegal-native-access=deny"))
                .contains("refused: ")
                .contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void withThatFlagItWorks() throws IOException {
        assertThat(
                open(
                        "linux",
                        "--illegal-native-access=deny",
                        "--enable-native-access=ALL-UNNAMED"))
                .isEqualTo("mapped 5000 bytes");
    }

    @Test
    void onTheModulePathTheExactFlagIsNamed() throws IOException {
        assertThat(openOnModulePath())
                .contains("refused: ")
                .contains("--enable-native-access=io.fileview,");
    }

    @Test
    void onTheModulePathItWorksWithThatFlag() throws IOException {
        assertThat(openOnModulePath("--enable-native-access=io.fileview"))
                .isEqualTo("mapped 5000 bytes");
    }

    /** The library as a module, the program on the class path. */
    private String openOnModulePath(String... options) throws IOException {
        return ChildJvm.of(PROGRAM, Sample.file(directory, 5000), "linux")
                .option("--illegal-native-access=deny")
                .option("--module-path", ChildJvm.mainClasses().toString())
                .option("--add-modules", "io.fileview")
                .option(options)
                .classPath(ChildJvm.testClasses())
                .run();
    }

    @Test
    void thePortableEngineNeedsNoFlag() throws IOException {
        assertThat(open("portable", "--illegal-native-access=deny")).isEqualTo("mapped 5000 bytes");
    }
}
