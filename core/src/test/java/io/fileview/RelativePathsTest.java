package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.commit.CommitMapping;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relative path is used as it is: directories above the current one need not be searchable. */
@Tag("linux-only")
@NeedsKernel("starts a process in a directory that it may not reach by its absolute path")
class RelativePathsTest {
    @TempDir
    Path directory;
    @TempDir
    Path classes;

    /** Opens, creates and commits by relative paths, with names that ASCII has and has not. */
    static final class Uses {
        private Uses() {}

        public static void main(String[] names) throws IOException {
            for (String name : names) {
                for (Path path : new Path[] {Path.of(name), Path.of("sub", name),
                    Path.of("sub", "..", name + "2")}) {
                    try (FileMapping mapping =
                            EngineUnderTest.builder(path)
                                    .protection(Protection.READ_WRITE)
                                    .create()
                                    .size(10)
                                    .open();
                            View view = mapping.map()) {
                        view.guarded().setByte(0, (byte) 1);
                        view.flush(Durability.DEVICE);
                    }
                    try (CommitMapping commits =
                            CommitMapping.builder(path).engine(EngineUnderTest.name()).open();
                            View view = commits.map()) {
                        view.guarded().setByte(1, (byte) 2);
                        commits.commit();
                    }
                }
            }
            System.out.println("done");
        }
    }

    @Test
    void belowADirectoryThatMayNotBeSearched() throws Exception {
        Needs.linux();
        Path hidden = Files.createDirectory(directory.resolve("hidden"));
        Path current = Files.createDirectory(hidden.resolve("current"));
        Path sub = Files.createDirectory(current.resolve("sub"));
        for (Path open : new Path[] {current, sub}) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        ChildJvm.openTo(classes);
        Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("---------"));
        String output =
                ChildJvm.of(Uses.class, "plain", "gr\u00f6\u00dfe")
                        .under("sh", "-c", "cd \"$0\" && exec \"$@\"", current.toString())
                        .asNobody(classes)
                        .option("-Dsun.jnu.encoding=UTF-8", "-Dfile.encoding=UTF-8")
                        .run();
        assertThat(output).contains("done");
        assertThat(Files.readAllBytes(sub.resolve("plain"))).startsWith(1, 2);
        assertThat(Files.readAllBytes(current.resolve("plain2"))).startsWith(1, 2);
    }

    @Test
    void anotherDefaultDirectoryIsThatOfTheJdk() throws Exception {
        Path other = Files.createDirectories(directory.resolve("other").resolve("sub"));
        String output =
                ChildJvm.of(Uses.class, "plain")
                        .under("sh", "-c", "cd \"$0\" && exec \"$@\"", classes.toString())
                        .option("-Duser.dir=" + other.getParent())
                        .run();
        assertThat(output).contains("done");
        assertThat(Files.readAllBytes(other.resolve("plain"))).startsWith(1, 2);
    }
}
