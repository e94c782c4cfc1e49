package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that has no free descriptor when it first uses the library can use it later. */
@NeedsKernel("reaches a limit that the kernel sets")
class FirstUseWithoutDescriptorsTest {
    private static final int MOST = 60;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        Needs.linux();
        file = Sample.file(directory, 8192);
    }

    @Test
    void noneIsLeft() throws Exception {
        assertThat(firstUse(0)).contains("RLIMIT_NOFILE").endsWith("mapped");
    }

    @Test
    void oneIsLeft() throws Exception {
        assertThat(firstUse(1)).endsWith("mapped");
    }

    @Test
    void twoAreLeft() throws Exception {
        assertThat(firstUse(2)).endsWith("mapped");
    }

    private String firstUse(int left) throws IOException {
        // As jars, which are open already: to load a class from a folder takes another file.
        return ChildJvm.of(FirstUse.class, file, left)
                .classPath(
                        jar("fileview.jar", ChildJvm.mainClasses()),
                        jar("tests.jar", ChildJvm.testClasses()))
                .under("prlimit", "--nofile=" + MOST + ":" + MOST)
                .run();
    }

    private Path jar(String name, Path classes) throws IOException {
        Path jar = directory.resolve(name);
        String tool = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
        Command.run(tool, "-cf", jar.toString(), "-C", classes.toString(), ".");
        return jar;
    }

    /** Uses the library for the first time when nearly all descriptors are taken, and again later. */
    static final class FirstUse {
        private FirstUse() {}

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            int left = Integer.parseInt(args[1]);
            List<FileInputStream> taken = new ArrayList<>();
            // The jar is opened, but the library has done nothing.
            String first = Protection.READ_ONLY + EngineUnderTest.choice();
            while (taken.size() < MOST) {
                try {
                    taken.add(new FileInputStream("/dev/null"));
                } catch (IOException none) {
                    break;
                }
            }
            if (taken.size() == MOST) {
                throw new AssertionError("nothing limits the files of this process, " + first);
            }
            for (int i = 0; i < left; i++) {
                taken.removeLast().close();
            }
            mayBeRefused(() -> use(file));
            mayBeRefused(() -> EngineUnderTest.memoryBuilder(10).open().close());
            for (FileInputStream each : taken) {
                each.close();
            }
            use(file);
            System.out.println("mapped");
        }

        private interface Act {
            void run() throws IOException;
        }

        private static void mayBeRefused(Act act) throws IOException {
            try {
                act.run();
            } catch (MappingLimitException refusal) {
                System.out.println(refusal.limitName() + ": " + refusal.getMessage());
                boolean isRight =
                        refusal.limitName().equals("RLIMIT_NOFILE")
                                && refusal.errorName().equals(Optional.of("EMFILE"));
                if (!isRight) {
                    throw refusal;
                }
            }
        }

        private static void use(Path file) throws IOException {
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                    View view = mapping.map()) {
                view.guarded().setByte(0, (byte) 1);
                view.flush(Durability.DEVICE);
                mapping.grow(mapping.size() + 1);
            }
        }
    }
}
