package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A failure names the file that it is about, and says what has been done. */
class TemporaryFileTest {
    @TempDir
    Path dir;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no POSIX permissions")
    void anOriginalThatIsGoneIsNamed() throws Exception {
        Path original = Sample.file(dir.resolve("original"), new byte[1]);
        Path destination = dir.resolve("destination");
        try (TemporaryFile temporary = TemporaryFile.beside(destination)) {
            Files.delete(original);
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> temporary.moveTo(destination, original))
                    .withMessageStartingWith(original + ": its permissions cannot be read")
                    .withMessageContaining("ENOENT")
                    .withMessageNotContaining(destination.toString());
        }
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void aDestinationThatCannotBeReplacedIsNamed() throws Exception {
        Path original = Sample.file(dir.resolve("original"), new byte[1]);
        Path destination = Files.createDirectory(dir.resolve("destination"));
        Sample.file(destination.resolve("file"), new byte[1]);
        try (TemporaryFile temporary = TemporaryFile.beside(destination)) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> temporary.moveTo(destination, original))
                    .withMessageStartingWith(destination + ": cannot be put in its place")
                    .withMessageNotContaining(".tmp");
        }
        assertThat(destination.resolve("file")).exists();
    }

    /** In a directory that may be written but not read, the copy is made, and perhaps not durable. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs POSIX permissions and setpriv")
    void aCopyThatIsInPlaceIsNotSaidToBeMissing() throws Exception {
        Path original = Sample.file(dir.resolve("original"), Sample.bytes(100));
        Path unreadable = Files.createDirectory(dir.resolve("unreadable"));
        Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("-wx------"));
        Path destination = unreadable.resolve("destination");
        Path printed = dir.resolve("printed");
        Process copy =
                new ProcessBuilder(withoutOverride("copy", original, destination))
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .start();
        try {
            assertThat(copy.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            copy.destroyForcibly();
        }
        String text = Files.readString(printed);
        assumeTrue(!text.startsWith("setpriv: "), text);
        assertThat(text)
                .hasLineCount(1)
                .startsWith("fileview: " + destination + ": is in place, but ")
                .contains(unreadable + " cannot be flushed", "EACCES");
        assertThat(copy.exitValue()).isEqualTo(1);
        Files.setPosixFilePermissions(unreadable, PosixFilePermissions.fromString("rwx------"));
        assertThat(Files.readAllBytes(destination)).isEqualTo(Sample.bytes(100));
        assertThat(unreadable.toFile().list()).containsExactly("destination");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "mounts a tmpfs")
    void aFileSystemWithoutInodesIsNotSaidToLackBytes() throws Exception {
        Path original = Sample.file(dir.resolve("original"), new byte[1]);
        Path few = Files.createDirectory(dir.resolve("few"));
        assumeTrue(
                exit("mount", "-t", "tmpfs", "-o", "nr_inodes=1", "few", few.toString()) == 0,
                "needs the right to mount a tmpfs");
        try {
            Path destination = few.resolve("destination");
            Run.fileview("copy", original, destination)
                    .fails(1, destination + ": cannot be created in " + few, "ENOSPC", "inodes");
        } finally {
            assertThat(exit("umount", few.toString())).isZero();
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs chattr")
    void anImmutableDirectoryIsNotBlamedOnAFilter() throws Exception {
        Path original = Sample.file(dir.resolve("original"), new byte[1]);
        Path immutable = Files.createDirectory(dir.resolve("immutable"));
        assumeTrue(
                exit("chattr", "+i", immutable.toString()) == 0,
                "needs the right to make a directory immutable, and a file system that can");
        try {
            Run run = Run.fileview("copy", original, immutable.resolve("destination"));
            run.fails(1, "cannot be created in " + immutable, "EPERM", "immutable");
            assertThat(run.err()).doesNotContain("seccomp");
        } finally {
            assertThat(exit("chattr", "-i", immutable.toString())).isZero();
        }
    }

    private static int exit(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    /** As a superuser whom permissions bind. */
    private static List<String> withoutOverride(Object... words) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(
                    List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
        }
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
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
