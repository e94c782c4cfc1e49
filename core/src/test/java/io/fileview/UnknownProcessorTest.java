package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.InitializedClasses;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.NeedsLinux;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * On a processor whose system-call numbers are not known, the portable engine works, and none of them is
 * used. The processor is the one that the JVM is told it has.
 */
@Tag("linux-only")
@NeedsKernel("has another process map the file")
@NeedsLinux("compares with the engine of Linux")
class UnknownProcessorTest {
    private static final String CALLS = "io.fileview.linux.SystemCalls";

    @TempDir
    Path directory;

    /** Changes the first byte of a file with the engine that is chosen, or with one that is named. */
    static final class Change {
        private Change() {}

        public static void main(String[] args) throws IOException {
            MappingBuilder builder =
                    FileMapping.builder(Path.of(args[0])).protection(Protection.READ_WRITE);
            try (FileMapping mapping =
                    (args.length == 1 ? builder : builder.engine(args[1])).open();
                    View view = mapping.map()) {
                view.guarded().setByte(0, (byte) 42);
                view.flush(Durability.DEVICE);
                System.out.println(mapping.engine());
            } catch (UnsupportedOperationException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private String change(String processor, InitializedClasses classes, Object... words)
            throws IOException {
        return ChildJvm.of(Change.class, words)
                .option("-Dos.arch=" + processor, classes.option())
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"riscv64", "s390x", ""})
    void itGetsThePortableEngine(String processor) throws IOException {
        Path file = Sample.file(directory, 5_000);
        InitializedClasses classes = new InitializedClasses(directory);
        assertThat(change(processor, classes, file)).isEqualTo("portable");
        assertThat(Files.readAllBytes(file)).hasSize(5_000).startsWith(42);
        assertThat(classes.ofFileview())
                .contains("io.fileview.FileMapping")
                .doesNotContain(CALLS);
    }

    @Test
    void theKnownOneGetsTheEngineOfLinux() throws IOException {
        Path file = Sample.file(directory, 5_000);
        InitializedClasses classes = new InitializedClasses(directory);
        assertThat(change(System.getProperty("os.arch"), classes, file)).isEqualTo("linux");
        assertThat(classes.ofFileview()).contains(CALLS);
    }

    @Test
    void theEngineOfLinuxNamesTheProcessor() throws IOException {
        Path file = Sample.file(directory, 5_000);
        assertThat(change("riscv64", new InitializedClasses(directory), file, "linux"))
                .isEqualTo(
                        "the engine linux is unavailable because it needs an x86-64 or aarch64"
                                + " processor, and this is riscv64; use another engine");
    }
}
