package io.fileview.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, disabledReason = "needs the /proc of Linux")
class WhoCommandTest {
    @TempDir
    Path dir;

    /** A shell that opens a file, says so, and waits until it is closed. */
    private static final class Opener implements AutoCloseable {
        private final Process process;

        Opener(String script, Path file) throws IOException {
            process =
                    new ProcessBuilder(
                            "sh", "-c", script + "; echo ready; read -r line", "sh",
                            file.toString())
                            .redirectErrorStream(true)
                            .start();
            BufferedReader output = process.inputReader();
            assertThat(output.readLine()).isEqualTo("ready");
        }

        long pid() {
            return process.pid();
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            process.onExit().join();
        }
    }

    @Test
    void aFileThatNobodyHas() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10));

        assertThat(Run.fileview("who", file).succeeds().out())
                .contains("no process that can be inspected", "delete    no holder prevents it\n",
                        "truncate  no holder prevents it\n", "is not kept busy by this file");
    }

    @Test
    void whoHasItOpenByAnotherName() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10));
        Path link = Files.createLink(dir.resolve("link"), file);
        try (Opener opener = new Opener("exec 7<\"$1\" 8<>\"$1\"", link)) {
            assertThat(Run.fileview("who", file).succeeds().out())
                    .contains("  " + opener.pid() + " sh\n",
                            "has it open for reading (descriptor 7)",
                            "has it open for reading and writing (descriptor 8)",
                            "the space is free only when the process has let go of it, and its other"
                                    + " name is deleted, too",
                            "is busy because of the process");
            Json process = Run.fileview("who", link, "--json").succeeds().json();
            assertThat(process.at("processes", 0, "pid").number()).isEqualTo(opener.pid());
        }
        assertThat(Run.fileview("who", file).succeeds().out()).doesNotContain("descriptor");
    }

    @Test
    void whoHasLockedIt() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10));
        try (Opener opener = new Opener("exec 9>>\"$1\"; flock 9", file)) {
            assertThat(Run.fileview("who", file).succeeds().out())
                    .contains("  " + opener.pid() + " sh\n",
                            "has a write lock of all bytes (flock)")
                    .containsOnlyOnce("flock");
        }
    }

    @Test
    void whoExecutesIt() throws Exception {
        Path program = dir.resolve("program");
        Files.copy(Path.of("/bin/sleep").toRealPath(), program);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Process process = new ProcessBuilder(program.toString(), "60").start();
        try {
            Path executed = Path.of("/proc/" + process.pid() + "/exe");
            while (!Files.isSameFile(executed, program)) {
                assertThat(process.isAlive()).isTrue();
                Thread.onSpinWait(); // until the child has become the program
            }
            assertThat(Run.fileview("who", program).succeeds().out())
                    .contains("  " + process.pid() + " program\n", "executes it", "ETXTBSY");
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void refusesWhatIsNoFile() {
        Run.fileview("who", dir).fails(1, "is a directory");
        Run.fileview("who", dir.resolve("none")).fails(1, "no such file");
        Run.fileview("who").fails(2, "FILE");
    }

    @Test
    void locksAreReadAsTheKernelWritesThem() {
        HeldLock lock =
                requireNonNull(
                        HeldLock.parse(
                                "3: POSIX  ADVISORY  WRITE 12 fe:01:18446744073709551615 5 9"));
        assertThat(lock.inWords()).isEqualTo("has a write lock of the bytes 5 to 9 (fcntl)");
        assertThat(lock.file()).isEqualTo(new FileId(FileId.device(0xfe, 1), -1));
        assertThat(
                requireNonNull(HeldLock.parse("3: -> FLOCK  ADVISORY  READ 12 fe:01:7 0 EOF"))
                        .inWords())
                .isEqualTo("waits for a read lock of all bytes (flock)");
        assertThat(
                requireNonNull(HeldLock.parse("1: LEASE  ACTIVE    READ  12 fe:01:7 0 EOF"))
                        .inWords())
                .isEqualTo("has a read lease");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:", "1: POSIX", "1: POSIX ADVISORY WRITE x fe:01:7 0 EOF",
        "1: POSIX ADVISORY WRITE 1 fe:01 0 EOF", "1: -> POSIX ADVISORY WRITE 1 fe:01:7 0"})
    void aLineOfAnotherFormIsNoLock(String line) {
        assertThat(HeldLock.parse(line)).isNull();
    }

    @Test
    void descriptorsAreReadAsTheKernelWritesThem() {
        OpenDescriptor descriptor =
                OpenDescriptor.parse(
                        5,
                        """
                                pos:\t0
                                flags:\t0100002
                                mnt_id:\t24
                                ino:\t18446744073709551615
                                lock:\t1: FLOCK  ADVISORY  WRITE 359 00:13:11691 0 EOF
                                odd
                                """);
        assertThat(descriptor.access()).isEqualTo("rw");
        assertThat(descriptor.inode()).isEqualTo(-1L);
        assertThat(descriptor.locks()).hasSize(1);
        assertThat(OpenDescriptor.parse(5, "flags:\t012000000\n").access()).isEqualTo("-");
        assertThat(OpenDescriptor.parse(5, "").access()).isEqualTo("?");
    }
}
