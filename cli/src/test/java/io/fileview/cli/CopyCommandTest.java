package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class CopyCommandTest {
    @TempDir
    Path dir;

    @Test
    void copiesEveryByte() throws Exception {
        byte[] bytes = Sample.bytes(200_001);
        Path source = Sample.file(dir.resolve("a"), bytes);
        Path copy = dir.resolve("b");

        assertThat(Run.fileview("copy", source, copy).succeeds().out()).contains("200,001 bytes");

        assertThat(Files.readAllBytes(copy)).isEqualTo(bytes);
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void copiesAcrossWindows() throws Exception {
        Path source = Sample.sparse(dir.resolve("a"), 200L << 20, (64 << 20) - 3, Sample.bytes(9));
        Path copy = dir.resolve("b");

        Run.fileview("copy", source, copy).succeeds();

        assertThat(Files.mismatch(source, copy)).isEqualTo(-1);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "asks the program du for the blocks of the files")
    void leavesHolesWhereThereAreZeros() throws Exception {
        Path source = Sample.sparse(dir.resolve("a"), 80L << 20, 1 << 20, Sample.bytes(100_000));

        Json sparse = Run.fileview("copy", source, dir.resolve("b"), "--json").succeeds().json();
        Run.fileview("copy", source, dir.resolve("c"), "--no-sparse").succeeds();

        assertThat(sparse.at("zeroBytesLeftOut").number()).isGreaterThan(79L << 20);
        assertThat(diskUsage(dir.resolve("b"))).isLessThan(1 << 20);
        assertThat(diskUsage(dir.resolve("c"))).isGreaterThanOrEqualTo(80L << 20);
        assertThat(Files.mismatch(source, dir.resolve("b"))).isEqualTo(-1);
        assertThat(Files.mismatch(source, dir.resolve("c"))).isEqualTo(-1);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "asks the program du for the blocks of the files")
    void holesAreNotRead() throws Exception {
        Path source = Sample.sparse(dir.resolve("a"), 2L << 40, 1L << 40, Sample.bytes(100_000));
        Path copy = dir.resolve("b");

        Json report = Run.fileview("copy", source, copy, "--json").succeeds().json();

        assertThat(report.at("zeroBytesLeftOut").number()).isGreaterThan((2L << 40) - (1 << 20));
        assertThat(Files.size(copy)).isEqualTo(2L << 40);
        assertThat(diskUsage(copy)).isLessThan(1 << 20);
        try (FileChannel channel = FileChannel.open(copy)) {
            ByteBuffer bytes = ByteBuffer.allocate(100_000);
            channel.read(bytes, 1L << 40);
            assertThat(bytes.array()).isEqualTo(Sample.bytes(100_000));
        }
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "asks the program du for the blocks of the files")
    void makesHolesOfZerosWhenAsked() throws Exception {
        Path source = Sample.file(dir.resolve("a"), new byte[4 << 20]);
        Files.write(source, new byte[] {1}, StandardOpenOption.APPEND);

        Run.fileview("copy", source, dir.resolve("b"), "--sparse").succeeds();

        assertThat(Files.mismatch(source, dir.resolve("b"))).isEqualTo(-1);
        assertThat(diskUsage(dir.resolve("b"))).isLessThan(1 << 20);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs users, groups and attributes of Linux")
    void preservesWhatItCanAndSaysSo() throws Exception {
        Path source = Sample.file(dir.resolve("a"), Sample.bytes(1000));
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("r-xr-x---"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.parse("2001-02-03T04:05:06.789Z")));
        boolean isRoot = System.getProperty("user.name").equals("root");
        if (isRoot) {
            Files.setAttribute(source, "unix:uid", 12_345);
            Files.setAttribute(source, "unix:gid", 23_456);
            Files.setAttribute(source, "unix:mode", 06550);
        }
        boolean hasAttributes = Files.getFileStore(dir).supportsFileAttributeView("user");
        if (hasAttributes) {
            Files.setAttribute(source, "user:note", "kept".getBytes(StandardCharsets.UTF_8));
        }

        Run.fileview("copy", source, dir.resolve("b"), "--preserve").succeeds();

        for (String attribute : new String[] {"unix:uid", "unix:gid", "unix:mode"}) {
            assertThat(Files.getAttribute(dir.resolve("b"), attribute))
                    .isEqualTo(Files.getAttribute(source, attribute));
        }
        assertThat(Files.getLastModifiedTime(dir.resolve("b")))
                .isEqualTo(Files.getLastModifiedTime(source));
        if (hasAttributes) {
            assertThat(Files.getAttribute(dir.resolve("b"), "user:note"))
                    .isEqualTo("kept".getBytes(StandardCharsets.UTF_8));
        }
        Run.fileview("copy", source, dir.resolve("c")).succeeds();
        assertThat((int) Files.getAttribute(dir.resolve("c"), "unix:mode") & 07000).isZero();
    }

    @Test
    void anEmptyFileGivesAnEmptyFile() throws Exception {
        Path source = Sample.file(dir.resolve("a"), new byte[0]);

        Run.fileview("copy", source, dir.resolve("b")).succeeds();

        assertThat(dir.resolve("b")).isEmptyFile();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "needs /proc/version")
    void aFileThatOnlySeemsToBeEmptyIsNotCopied() throws Exception {
        Run.fileview("copy", "/proc/version", dir.resolve("b")).fails(1, "/proc/version", "size 0");

        assertThat(names()).isEmpty();
    }

    @Test
    void replacesAFileOnlyWhenForced() throws Exception {
        Path source = Sample.file(dir.resolve("a"), new byte[] {1, 2, 3});
        Path copy = Sample.file(dir.resolve("b"), new byte[] {9});

        Run.fileview("copy", source, copy).fails(1, "exists", "--force");
        assertThat(Files.readAllBytes(copy)).containsExactly(9);

        Run.fileview("copy", source, copy, "--force").succeeds();
        assertThat(Files.readAllBytes(copy)).containsExactly(1, 2, 3);
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void refusesToCopyAFileOntoItself() throws Exception {
        Path source = Sample.file(dir.resolve("a"), new byte[] {1});
        Path other = Files.createLink(dir.resolve("b"), source);

        Run.fileview("copy", source, source, "--force").fails(1, "same file");
        Run.fileview("copy", source, other, "--force").fails(1, "same file");

        assertThat(Files.readAllBytes(source)).containsExactly(1);
    }

    @Test
    void refusesAnythingButFiles() throws Exception {
        Path source = Sample.file(dir.resolve("a"), new byte[] {1});
        Path directory = Files.createDirectory(dir.resolve("d"));

        Run.fileview("copy", directory, dir.resolve("b")).fails(1, "directory");
        Run.fileview("copy", source, directory, "--force").fails(1, "directory");
        Run.fileview("copy", dir.resolve("none"), dir.resolve("b")).fails(1, "none",
                "no such file");
        Run.fileview("copy", source, dir.resolve("no/b")).fails(1, Path.of("no/b").toString(),
                "no directory");
        Run.fileview("copy", source).fails(2, "DST");

        assertThat(names()).containsExactlyInAnyOrder("a", "d");
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no POSIX permissions")
    void keepsThePermissions() throws Exception {
        for (String permissions : new String[] {"rw-r-----", "r--------", "rwxr-xr-x"}) {
            Path source = Sample.file(dir.resolve("a" + permissions), new byte[] {1});
            Files.setPosixFilePermissions(source, PosixFilePermissions.fromString(permissions));
            Path copy = dir.resolve("b" + permissions);

            Run.fileview("copy", source, copy).succeeds();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                    .isEqualTo(permissions);
        }
    }

    @Test
    void showsProgressOnlyWhenAsked() throws Exception {
        Path source = Sample.file(dir.resolve("a"), Sample.bytes(1000));

        Run.fileview("copy", source, dir.resolve("b")).succeeds();
        assertThat(Run.fileview("copy", source, dir.resolve("c"), "--progress").err())
                .contains("100%");
    }

    private List<String> names() throws Exception {
        try (Stream<Path> paths = Files.list(dir)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }

    /** The disk usage according to {@code du}. */
    private static long diskUsage(Path path) throws Exception {
        Process du = new ProcessBuilder("du", "-k", path.toString()).start();
        String line = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Long.parseLong(line.substring(0, line.indexOf('\t'))) * 1024;
    }
}
