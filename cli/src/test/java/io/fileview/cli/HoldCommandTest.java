package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.linux.DatagramSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "locks as Linux does, and stops by its signals")
@Timeout(300)
class HoldCommandTest {
    private static final int PAGE = 4096;

    @TempDir
    Path dir;

    /** The command in a process of its own. */
    private final class Holder implements AutoCloseable {
        private final Process process;
        private final BufferedReader lines;

        Holder(String notify, Path... files) throws IOException {
            List<String> command = new ArrayList<>(SecondProcess.command());
            command.add("hold");
            for (Path file : files) {
                command.add(file.toString());
            }
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.redirectError(dir.resolve("err").toFile());
            builder.environment().remove("NOTIFY_SOCKET");
            if (!notify.isEmpty()) {
                builder.environment().put("NOTIFY_SOCKET", notify);
            }
            process = builder.start();
            lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            return String.valueOf(lines.readLine());
        }

        /** Ends it by SIGTERM, and returns the exit code. */
        int stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        String err() throws IOException {
            return Files.readString(dir.resolve("err"));
        }

        void awaitError(String words) throws Exception {
            for (int i = 0; i < 1000 && !err().contains(words); i++) {
                Thread.sleep(50);
            }
            assertThat(err()).contains(words);
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    @Test
    void keepsPagesInMemoryUntilItIsStopped() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(40 * PAGE));
        Sample.evict(file);
        try (Holder holder = new Holder("", file)) {
            assertThat(holder.line())
                    .isEqualTo("1 file, 40 pages (160 KiB), locked in memory");
            assertThat(holder.line()).isEqualTo("ready");

            Run drop = Run.fileview("drop", file, "--flush");

            assertThat(drop.exitCode()).isEqualTo(1);
            assertThat(drop.out())
                    .contains("40 stayed: mapped by process " + holder.process.pid())
                    .contains("160 KiB locked");
            assertThat(holder.stop()).isZero();
            assertThat(holder.err()).isEmpty();
        }
        Run.fileview("drop", file).succeeds();
    }

    @Test
    void saysOnceThatAFileIsTruncatedOrReplaced() throws Exception {
        Path first = Sample.file(dir.resolve("a"), Sample.bytes(4 * PAGE));
        Path second = Sample.file(dir.resolve("b"), Sample.bytes(PAGE));
        Path other = Sample.file(dir.resolve("c"), Sample.bytes(PAGE));
        try (Holder holder = new Holder("", first, second)) {
            holder.line();
            assertThat(holder.line()).isEqualTo("ready");
            try (FileChannel channel =
                    FileChannel.open(first, StandardOpenOption.WRITE)) {
                channel.truncate(PAGE);
            }
            holder.awaitError("a: has been truncated, and its bytes from offset 4096 on");
            Files.move(other, second, StandardCopyOption.ATOMIC_MOVE);
            holder.awaitError("b: is another file now");
            Thread.sleep(1500);
            assertThat(holder.err()).hasLineCount(2);
            assertThat(holder.stop()).isZero();
        }
    }

    @Test
    void failsWhereTheServiceManagerCannotBeTold() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(PAGE));
        Path nobody = dir.resolve("nobody");
        try (Holder holder = new Holder(nobody.toString(), file)) {
            assertThat(holder.process.waitFor(100, TimeUnit.SECONDS)).isTrue();
            assertThat(holder.process.exitValue()).isEqualTo(1);
            assertThat(holder.err())
                    .contains(nobody + ": the service manager cannot be told READY=1 (")
                    .contains("ENOENT")
                    .hasLineCount(1);
        }
    }

    @Test
    void tellsTheServiceManager() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(Files.isExecutable(python), "needs Python as a service manager");
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(PAGE));
        for (String address : List.of(dir.resolve("s").toString(), "@fileview-" + dir)) {
            String program =
                    """
                            import socket,sys
                            s=socket.socket(socket.AF_UNIX,socket.SOCK_DGRAM)
                            s.bind(sys.argv[1].replace('@',chr(0),1))
                            print('bound',flush=True)
                            print(s.recv(99).decode(),flush=True)
                            print(s.recv(99).decode(),flush=True)
                            """;
            Process manager =
                    new ProcessBuilder(python.toString(), "-c", program, address)
                            .redirectErrorStream(true)
                            .start();
            try (BufferedReader told =
                    new BufferedReader(
                            new InputStreamReader(
                                    manager.getInputStream(), StandardCharsets.UTF_8));
                    Holder holder = new Holder(address, file)) {
                assertThat(told.readLine()).isEqualTo("bound");
                assertThat(told.readLine()).isEqualTo("READY=1");
                assertThat(holder.stop()).isZero();
                assertThat(told.readLine()).isEqualTo("STOPPING=1");
            } finally {
                manager.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void refusesSocketsOfOtherKinds() {
        assertThat(DatagramSocket.send("vsock:2:1", "READY=1")).isPresent();
        assertThat(DatagramSocket.send("/" + "n".repeat(107), "READY=1").orElse(""))
                .contains("107 bytes");
    }

    @Test
    void namesTheLimitOfLockedMemory() {
        assertThat(
                catchThrowableOfType(
                        CommandFailure.class, () -> LockLimit.require(5_000, 4_096, 8_192)))
                .hasMessageContaining("5,000 bytes")
                .hasMessageContaining("RLIMIT_MEMLOCK allows 8,192 and 4,096 are locked")
                .hasMessageContaining("ulimit -l");
        LockLimit.require(4_096, 4_096, 8_192);
        LockLimit.require(1);
    }

    @Test
    void holdsAllFilesOrNone() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(PAGE));

        Run.fileview("hold", file, dir.resolve("missing"))
                .fails(1, "missing: no such file", "no file is held");
        Run.fileview("hold").fails(2, "no file is given");
        Run.fileview("hold", file, "--max", 1).fails(1, "none of the files", "--max");
        Run.fileview("hold", file, "--engine", "portable")
                .fails(1, "the engine portable cannot lock pages in memory");
    }

    @Test
    void refusesMoreThanMemory() throws Exception {
        Path file = Sample.sparse(dir.resolve("f"), 1L << 43, 0, new byte[1]);

        Run.fileview("hold", file).fails(1, "; hold "); // by the limit, or by the memory
    }
}
