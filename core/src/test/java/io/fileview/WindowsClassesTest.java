package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.InitializedClasses;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.NeedsLinux;
import io.fileview.testing.Sample;
import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On other systems no class of the engine of Windows is initialized. */
@Tag("linux-only")
@NeedsKernel("has another process map the file")
@NeedsLinux("starts programs that must not use Windows")
class WindowsClassesTest {
    private static final String PACKAGE = "io.fileview.windows.";

    @TempDir
    Path directory;

    /** Maps, changes, flushes and inspects a file, and fails to open another one. */
    static final class Uses {
        private Uses() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            try (FileMapping mapping =
                    FileMapping.builder(file)
                            .protection(Protection.READ_WRITE)
                            .engine(args[1])
                            .open();
                    View view = mapping.map()) {
                view.guarded().setByte(0, (byte) 42);
                view.flush(Durability.DEVICE);
                System.out.println(view.pages() + " " + mapping.cached());
            }
            try (FileMapping none = FileMapping.open(file.resolve("none"), Protection.READ_ONLY)) {
                throw new AssertionError(none);
            } catch (IOException expected) {
                System.out.println(expected.getMessage());
            }
        }
    }

    /** Asks for a function of Windows, which other systems lack. */
    static final class AsksWindows {
        private AsksWindows() {}

        public static void main(String[] args) {
            System.out.println(WindowsFunction.of("CreateFileW").isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void noneIsInitialized(String engine) throws IOException {
        InitializedClasses classes = new InitializedClasses(directory);
        ChildJvm.of(Uses.class, Sample.file(directory, 5_000), engine)
                .option(classes.option())
                .run();
        assertThat(classes.ofFileview())
                .contains("io.fileview.FileMapping", "io.fileview.live.Engines")
                .noneMatch(name -> name.startsWith(PACKAGE));
    }

    @Test
    void oneThatIsUsedIsSeen() throws IOException {
        InitializedClasses classes = new InitializedClasses(directory);
        assertThat(ChildJvm.of(AsksWindows.class).option(classes.option()).run())
                .isEqualTo("false");
        assertThat(classes.ofFileview()).contains(PACKAGE + "WindowsFunction");
    }
}
