package io.fileview.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Another process of this program, which uses a file of the demo until it is closed or killed. */
final class SecondProcess implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 120; // an emulated machine is slow
    private static final long NANOS_BETWEEN = 200_000;

    private final Process process;
    private final BufferedReader reader;

    private SecondProcess(Process process) {
        this.process = process;
        this.reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a process that maps and reads the start of a file. */
    static SecondProcess start(Path file, long length) throws IOException {
        List<String> command = command();
        command.addAll(
                List.of(
                        "hold-for-demo",
                        "--touch",
                        "--length",
                        Long.toString(length),
                        "--",
                        argument(file)));
        return new SecondProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Starts a process that makes one commit after the other, and ends before the directory does. */
    static SecondProcess committing(ScratchDirectory scratch, Path file, EngineOption engine)
            throws IOException {
        List<String> command = command();
        command.add("commit-for-demo");
        command.addAll(engine.arguments());
        command.addAll(List.of("--", argument(file)));
        return new SecondProcess(
                scratch.start(new ProcessBuilder(command).redirectErrorStream(true)));
    }

    /** The arguments of a process lose bytes that the locale cannot express; those of a URI are ASCII. */
    private static String argument(Path file) {
        return Platform.WINDOWS ? file.toAbsolutePath().toString() : FileNameBytes.uri(file);
    }

    /** The command of a process that runs this program, to which arguments are added. */
    static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        Module module = Main.class.getModule();
        if (module.isNamed()) {
            command.addAll(
                    List.of(
                            "--enable-native-access=io.fileview",
                            "--module-path",
                            System.getProperty("jdk.module.path"),
                            "--module",
                            module.getName() + "/" + Main.class.getName()));
        } else {
            command.addAll(
                    List.of(
                            "--enable-native-access=ALL-UNNAMED",
                            "--class-path",
                            System.getProperty("java.class.path"),
                            Main.class.getName()));
        }
        return command;
    }

    /** Waits until the process has mapped the file with all pages in its working set. */
    void awaitMapped() throws IOException {
        awaitLine("ready");
    }

    /** Waits until the process prints a line that starts in this way, and returns it. */
    String awaitLine(String start) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
        String last = "it printed nothing";
        while (System.nanoTime() < deadline) {
            if (!reader.ready() && process.isAlive()) {
                LockSupport.parkNanos(NANOS_BETWEEN); // reading could block for ever
                continue;
            }
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("the second process of the demo ended too early: " + last
                        + "; run the demo again");
            }
            if (line.startsWith(start)) {
                return line;
            }
            last = line;
        }
        throw new IOException(
                "the second process of the demo was not ready after " + TIMEOUT_SECONDS
                        + " seconds: " + last
                        + "; run the demo again when the machine is less busy");
    }

    /**
     * Kills the process, by SIGKILL or TerminateProcess, and waits until it is gone. What it has printed
     * can still be read.
     */
    void kill() throws IOException {
        process.toHandle().destroyForcibly(); // that of the process itself closes its streams
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(
                        "the second process of the demo was not gone " + TIMEOUT_SECONDS
                                + " seconds after it was killed; run the demo again when the machine is"
                                + " less busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the demo has been interrupted; run it again", e);
        }
    }

    /** Returns the lines that a process has printed which is gone. */
    List<String> rest() throws IOException {
        return reader.readAllLines();
    }

    /** Ends the process, which unmaps the file first, and waits for it. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
