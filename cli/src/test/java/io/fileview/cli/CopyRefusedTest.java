package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file system refuses is said, with the file that it is about and with what has been done. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs POSIX permissions, mount, chattr and setpriv")
class CopyRefusedTest {
    @TempDir
    Path dir;

    /** In a directory that may be written but not read, the copy is made, and perhaps not durable. */
    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aCopyThatIsInPlaceIsNotAFailure(String engine) throws Exception {
        Path original = Sample.file(dir.resolve("original"), Sample.bytes(100));
        Path unreadable = Files.createDirectory(dir.resolve("unreadable"));
        Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("-wx------"));
        Path destination = unreadable.resolve("destination");

        Child copy = Child.withoutOverride(dir, "copy", "--engine", engine, original, destination);

        assertThat(copy.text())
                .hasLineCount(2)
                .contains("fileview: " + destination + ": is in place and whole, but ")
                .contains(unreadable + " cannot be flushed", "EACCES")
                .contains("flushed to the device except for the name");
        assertThat(copy.exitCode()).isZero();
        Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.readAllBytes(destination)).isEqualTo(Sample.bytes(100));
        assertThat(unreadable.toFile().list()).containsExactly("destination");
    }

    @Test
    void aDirectoryThatMayNotBeWrittenIsNamed() throws Exception {
        Path original = Sample.file(dir.resolve("original"), Sample.bytes(100));
        Path readOnly = Files.createDirectory(dir.resolve("readOnly"));
        Files.setPosixFilePermissions(readOnly, PosixFilePermissions.fromString("r-x------"));
        Path destination = readOnly.resolve("destination");

        Child copy = Child.withoutOverride(dir, "copy", original, destination);

        assertThat(copy.text())
                .hasLineCount(1)
                .contains(destination + ": no permission to create a file in " + readOnly);
        assertThat(copy.exitCode()).isEqualTo(1);
    }

    @Test
    void aFileSystemWithoutInodesIsNotSaidToLackBytes() throws Exception {
        Path original = Sample.file(dir.resolve("original"), new byte[1]);
        Path few = mounted("nr_inodes=1");
        try {
            Path destination = few.resolve("destination");
            Run.fileview("copy", original, destination)
                    .fails(1, destination + ": cannot be created", "ENOSPC", "inodes");
        } finally {
            assertThat(exit("umount", few.toString())).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aFullFileSystemIsNamedWithTheDestination(String engine) throws Exception {
        Path original = Sample.file(dir.resolve("original"), Sample.bytes(4 << 20));
        Path small = mounted("size=1m");
        try {
            Path destination = small.resolve("destination");
            Run run = Run.fileview("copy", "--engine", engine, original, destination);
            run.fails(1, destination + ": ", "ENOSPC");
            assertThat(run.err()).doesNotContain(".fileview-");
            assertThat(small).isEmptyDirectory();
            Run.fileview("copy", "--engine", engine, "--no-sparse", original, destination)
                    .fails(1, destination + ": cannot be extended", "free some space");
            assertThat(small).isEmptyDirectory();
        } finally {
            assertThat(exit("umount", small.toString())).isZero();
        }
    }

    private Path mounted(String option) throws Exception {
        Path root = Files.createDirectory(dir.resolve("mounted"));
        assumeTrue(
                exit("mount", "-t", "tmpfs", "-o", option, "mounted", root.toString()) == 0,
                "needs the right to mount a tmpfs");
        return root;
    }

    @Test
    void anImmutableDirectoryIsNotBlamedOnAFilter() throws Exception {
        Path original = Sample.file(dir.resolve("original"), new byte[1]);
        Path immutable = Files.createDirectory(dir.resolve("immutable"));
        makeImmutable(immutable);
        try {
            Run run = Run.fileview("copy", original, immutable.resolve("destination"));
            run.fails(1, "cannot be created in " + immutable, "EPERM", "immutable");
            assertThat(run.err()).doesNotContain("seccomp");
        } finally {
            assertThat(exit("chattr", "-i", immutable.toString())).isZero();
        }
    }

    @Test
    void anImmutableFileIsNotReplaced() throws Exception {
        Path original = Sample.file(dir.resolve("original"), new byte[1]);
        Path destination = Sample.file(dir.resolve("destination"), new byte[] {9});
        makeImmutable(destination);
        try {
            Run run = Run.fileview("copy", original, destination, "--force");
            run.fails(1, destination + ": cannot be put in its place", "EPERM", "immutable");
        } finally {
            assertThat(exit("chattr", "-i", destination.toString())).isZero();
        }
        assertThat(Files.readAllBytes(destination)).containsExactly(9);
        assertThat(dir.toFile().list()).containsExactlyInAnyOrder("original", "destination");
    }

    /** Nothing can be removed from it, so what is left has no bytes. */
    @Test
    void whatIsLeftInAnAppendOnlyDirectoryIsEmpty() throws Exception {
        Path original = Sample.file(dir.resolve("original"), Sample.bytes(1000));
        Path log = Files.createDirectory(dir.resolve("log"));
        Path destination = Sample.file(log.resolve("destination"), new byte[] {9});
        assumeTrue(
                exit("chattr", "+a", log.toString()) == 0,
                "needs the right to make a directory append-only, and a file system that can");
        try {
            Run.fileview("copy", original, destination, "--force")
                    .fails(1, destination + ": cannot be put in its place", "append-only");
        } finally {
            assertThat(exit("chattr", "-a", log.toString())).isZero();
        }
        assertThat(Files.readAllBytes(destination)).containsExactly(9);
        assertThat(log.resolve(".fileview-0.tmp")).isEmptyFile();
    }

    private static void makeImmutable(Path path) throws Exception {
        assumeTrue(
                exit("chattr", "+i", path.toString()) == 0,
                "needs the right to make a file immutable, and a file system that can");
    }

    @Test
    void thePortableEngineDoesNotClaimToPreserve() throws Exception {
        Path original = Sample.file(dir.resolve("original"), new byte[1]);

        Run.fileview("copy", "--engine", "portable", "--preserve", original, dir.resolve("b"))
                .fails(2, "--preserve", "the engine portable cannot keep");
        assertThat(dir.toFile().list()).containsExactly("original");
    }

    private static int exit(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    /** The command line in a process of its own. */
    record Child(String text, int exitCode) {
        /** As a superuser whom permissions bind. */
        static Child withoutOverride(Path dir, Object... words) throws Exception {
            List<String> command = new ArrayList<>();
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(
                        List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
            }
            command.addAll(command(words));
            Path printed = dir.resolve("printed");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(printed.toFile())
                            .start();
            try {
                assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            String text = Files.readString(printed);
            assumeTrue(!text.startsWith("setpriv: "), text);
            return new Child(text, process.exitValue());
        }

        static List<String> command(Object... words) {
            List<String> command =
                    new ArrayList<>(
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Main.class.getName()));
            for (Object word : words) {
                command.add(word.toString());
            }
            return command;
        }
    }
}
