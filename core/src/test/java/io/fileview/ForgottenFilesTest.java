package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Open files count towards the limit of the process until the garbage collector has found them. */
@NeedsKernel("reaches the limit of open files of another process")
class ForgottenFilesTest {
    @TempDir
    Path directory;

    @Test
    void openFilesThatWereForgottenAreCollected() throws Exception {
        Needs.linux();
        // As a jar, which is open already: to load a class from a folder takes another file.
        Path jar = directory.resolve("fileview.jar");
        String tool = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
        Command.run(tool, "-cf", jar.toString(), "-C", ChildJvm.mainClasses().toString(), ".");
        assertThat(
                ChildJvm.of(ForgottenFiles.class, Sample.file(directory, 10_000))
                        .classPath(jar, ChildJvm.testClasses())
                        .option("-Xms512m", "-Xmx512m", "-Xmn256m")
                        .under("prlimit", "--nofile=200:200")
                        .run()
                        .lines())
                .contains("1000 opened"); // the cleaner may still report leaks after that
    }

    /** Opens and closes nothing. */
    static final class ForgottenFiles {
        private ForgottenFiles() {}

        public static void main(String[] args) throws Exception {
            for (int i = 0; i < 1_000; i++) {
                EngineUnderTest.open(Path.of(args[0]), Protection.READ_ONLY);
            }
            System.out.println("1000 opened");
        }
    }
}
