package io.fileview.labs.common;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another JVM, which runs the main method of a class of the labs. Its standard input and output are
 * connected to this object, line by line; its standard error is that of this process. Not
 * thread-safe.
 */
public final class ChildJvm implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final List<String> OPTIONS =
            List.of(
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=/dev/stderr",
                    "--enable-native-access=ALL-UNNAMED");

    private final String name;
    private final Process process;
    private final BufferedReader output;
    private final PrintWriter input;

    private ChildJvm(String name, Process process) {
        this.name = name;
        this.process = process;
        this.output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.input = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /**
     * Starts a child.
     *
     * @param main the class whose main method it runs
     * @param arguments the arguments of the method
     * @return the child
     * @throws IOException if it cannot be started
     */
    public static ChildJvm start(Class<?> main, Object... arguments) throws IOException {
        return start(main, List.of(), arguments);
    }

    /**
     * Starts a child with options in addition to the usual ones, which they override.
     *
     * @param main the class whose main method it runs
     * @param options options of the JVM
     * @param arguments the arguments of the method
     * @return the child
     * @throws IOException if it cannot be started
     */
    public static ChildJvm start(Class<?> main, List<String> options, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Process process = builder.start();
        RUNNING.add(process);
        return new ChildJvm(main.getSimpleName(), process);
    }

    /**
     * Kills the child after a while whatever it does, so that nobody waits for its output for ever.
     *
     * @param seconds how long it may run
     * @return this child
     */
    public ChildJvm killAfter(long seconds) {
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS)
                .execute(process::destroyForcibly);
        return this;
    }

    /** Kills all children of this process that still run, except those that serve a disk. */
    static void endAll() {
        for (Process child : RUNNING) {
            if (child.info().commandLine().map(line -> !line.contains("LoggingDisk"))
                    .orElse(true)) {
                child.destroyForcibly().onExit().join();
            }
        }
    }

    /**
     * Sends a line to the standard input of the child.
     *
     * @param line the line
     */
    public void send(String line) {
        input.println(line);
    }

    /**
     * Reads the next line of the child's standard output.
     *
     * @return the line; null at the end of the output
     * @throws IOException if it cannot be read
     */
    public @Nullable String readLine() throws IOException {
        return output.readLine();
    }

    /**
     * Sends a line and reads the answer.
     *
     * @param line the line
     * @return the answer
     * @throws UnexpectedEndException if the child has ended instead
     * @throws IOException if the answer cannot be read
     */
    public String ask(String line) throws IOException {
        send(line);
        String answer = readLine();
        if (answer == null) {
            throw new UnexpectedEndException(
                    name + " ended without an answer to \"" + line + "\"");
        }
        return answer;
    }

    /**
     * Waits for the child to end by itself.
     *
     * @param seconds how long to wait
     * @return its exit code
     * @throws UnexpectedEndException if it does not end in time; it is killed then
     * @throws IOException if this thread is interrupted
     */
    public int exitCode(long seconds) throws IOException {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new UnexpectedEndException(name + " did not end within " + seconds + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait for " + name + " was interrupted", e);
        } finally {
            close();
        }
    }

    /**
     * Sends a signal to the child.
     *
     * @param name its name, such as STOP
     * @throws IOException if that fails
     */
    public void signal(String name) throws IOException {
        Shell.run("kill", "-" + name, Long.toString(process.pid()));
    }

    /** Kills the child if it still runs, and waits until it has ended. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        RUNNING.remove(process);
    }
}
