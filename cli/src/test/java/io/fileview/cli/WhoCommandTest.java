package io.fileview.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                .contains("no process that can be inspected", "delete    no holder prevents it",
                        "truncate  no holder prevents it", "is not kept busy by this file");
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

    /** There the kernel lists locks with another device than that of {@code stat(2)}. */
    @Test
    void aLockOfAFileOnBtrfsIsRecognised() throws Exception {
        Path image = dir.resolve("image");
        Path mount = Files.createDirectory(dir.resolve("mount"));
        assumeTrue(
                succeeds("truncate", "-s", "300M", image.toString())
                        && succeeds("mkfs.btrfs", "-q", image.toString())
                        && succeeds("mount", "-o", "loop", image.toString(), mount.toString()),
                "needs the right to mount, and btrfs");
        try {
            Path file = Sample.file(mount.resolve("f"), Sample.bytes(10));
            FileId id = requireNonNull(FileId.of(file));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    FileLock held = channel.lock(3, 4, false)) {
                assertThat(held.isValid()).isTrue();
                FileId inLocks = HeldLock.file(file, id);
                assertThat(Files.readString(Path.of("/proc/locks")).lines().map(HeldLock::parse))
                        .anySatisfy(
                                lock -> assertThat(requireNonNull(lock))
                                        .extracting(HeldLock::file, HeldLock::start, HeldLock::end)
                                        .containsExactly(inLocks, 3L, 6L));
            }
        } finally {
            assertThat(succeeds("umount", mount.toString())).isTrue();
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
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

    /** Its space is free only when the last process has let go of it, which {@code who} is asked for. */
    @Test
    void whoHasAFileThatHasBeenDeleted() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10));
        try (Opener opener = new Opener("exec 7<>\"$1\"; rm \"$1\"", file)) {
            Path link = Path.of("/proc/" + opener.pid() + "/fd/7");
            assertThat(Run.fileview("who", link).succeeds().out())
                    .contains("  " + opener.pid() + " sh\n",
                            "delete    it has no name any more, but the space is free only when the"
                                    + " process has let go of it\n",
                            "unmount   unknown");
        }
    }

    @Test
    void namesOfProcessesAreUtf8() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10));
        String script = "exec 7<\"$1\"; printf 'na\\303\\257ve\\033' > /proc/$$/comm";
        try (Opener opener = new Opener(script, file)) {
            assertThat(Run.fileview("who", file).succeeds().out())
                    .contains("  " + opener.pid() + " na\u00efve\\x1b\n");
        }
    }

    /** A process whose descriptors can be listed, but not read, may have any file. */
    @Test
    void whatCannotBeReadIsNotTakenForAbsence() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10));
        SoughtFile sought = requireNonNull(SoughtFile.of(file));
        Path process = Files.createDirectory(dir.resolve("12"));
        Files.createSymbolicLink(Files.createDirectory(process.resolve("fd")).resolve("3"), file);
        Path information = Files.createDirectory(process.resolve("fdinfo"));
        Duration limit = Duration.ofSeconds(20);

        OpenDescriptors closed = OpenDescriptors.of(process, sought, limit);
        assertThat(closed.list()).isEmpty();
        assertThat(closed.isComplete()).isTrue();

        Files.createDirectory(information.resolve("3")); // fails when it is read
        assertThat(OpenDescriptors.of(process, sought, limit).isComplete()).isFalse();
        assertThat(Processes.mayHaveFiles(process)).as("its state is not known").isTrue();
        assertThat(Processes.mayHaveFiles(dir.resolve("13"))).as("it has ended").isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "S, 4194304, true", "R, 0, true", "Z, 4194304, false", "X, 0, false", "I, 69238880, false"
    })
    void kernelThreadsAndTheDeadHaveNoFiles(String state, long flags, boolean mayHave)
            throws Exception {
        Path process = Files.createDirectory(dir.resolve("12"));
        Files.writeString(
                process.resolve("stat"),
                "12 (a ) Z 1) " + state + " 2 0 0 0 -1 " + flags + " 0 0 0\n");

        assertThat(Processes.mayHaveFiles(process)).isEqualTo(mayHave);
    }

    /** Every node of a device leads to the same bytes. */
    @Test
    void whoHasADevice() throws Exception {
        Path content = Sample.file(dir.resolve("content"), new byte[1 << 20]);
        Process losetup =
                new ProcessBuilder("losetup", "-f", "--show", content.toString()).start();
        Path device = Path.of(losetup.inputReader().lines().findFirst().orElse("none"));
        assumeTrue(losetup.waitFor() == 0, "needs the right to set up a loop device");
        try {
            long number = (Long) Files.getAttribute(device, "unix:rdev");
            Path node = dir.resolve("node");
            Process mknod =
                    new ProcessBuilder(
                            "mknod", node.toString(), "b", "7", Long.toString(number & 0xff))
                            .start();
            assertThat(mknod.waitFor()).isZero();
            try (Opener opener = new Opener("exec 7<\"$1\"", node)) {
                assertThat(Run.fileview("who", device).succeeds().out())
                        .contains("  " + opener.pid() + " sh\n", "(descriptor 7)");
                assertThat(Run.fileview("who", content).succeeds().out())
                        .contains(device + " has its content").doesNotContain("descriptor");
            }
        } finally {
            Process detach = new ProcessBuilder("losetup", "-d", device.toString()).start();
            assertThat(detach.waitFor()).isZero();
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
