package io.fileview.labs.windows;

import io.fileview.labs.common.UnexpectedEndException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A Windows JVM under Wine. What it prints is read line by line; a line that asks something of the
 * Linux side, see {@link LinuxSide}, is answered. Not thread-safe.
 */
final class WindowsJvm implements AutoCloseable {
    private static final Map<Process, Path> RUNNING = new ConcurrentHashMap<>();
    private static final List<String> OPTIONS =
            List.of(
                    "-Xmx512m",
                    "-Dstdout.encoding=UTF-8",
                    "-Dstderr.encoding=UTF-8",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:+ErrorFileToStdout",
                    "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final LinuxSide side;
    private volatile boolean tookTooLong;

    /**
     * How a JVM ended.
     *
     * @param exit its exit code
     * @param tookTooLong whether it was killed because it took too long
     * @param lines what it printed
     */
    record Ended(int exit, boolean tookTooLong, List<String> lines) {
        boolean isGood() {
            return exit == 0 && !tookTooLong;
        }

        /** What to say about a bad end: the error, if one was printed, or else the last lines. */
        String words() {
            List<String> errors =
                    lines.stream().filter(line -> line.matches(".*(Exception|Error|EXCEPTION_).*"))
                            .limit(2).toList();
            List<String> told = errors.isEmpty()
                    ? lines.subList(Math.max(0, lines.size() - 4), lines.size())
                    : errors;
            return (tookTooLong ? "killed after its time was over" : "exit code " + exit) + ": "
                    + String.join(" / ", told);
        }
    }

    private WindowsJvm(Process process, LinuxSide side) {
        this.process = process;
        this.side = side;
    }

    /** Starts a main class, or what follows {@code -jar}, in a directory of the prefix. */
    static WindowsJvm start(
            WinePrefix prefix, String directory, List<String> options, String classPath,
            String main,
            Object... arguments)
            throws IOException {
        List<String> words = new ArrayList<>(OPTIONS);
        words.addAll(options);
        words.addAll(List.of("-cp", classPath, main));
        Arrays.stream(arguments).map(Object::toString).forEach(words::add);
        return start(prefix, prefix.java(directory, words));
    }

    static WindowsJvm start(WinePrefix prefix, List<String> command) throws IOException {
        return start(prefix, command, prefix.work());
    }

    /** Starts any program, on Linux, that has to do with the prefix. */
    static WindowsJvm start(WinePrefix prefix, List<String> command, Path directory)
            throws IOException {
        if (prefix.isClosing()) {
            throw new IOException("nothing more is started: the lab is ending");
        }
        Process process =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                        .start();
        RUNNING.put(process, prefix.work());
        return new WindowsJvm(process, new LinuxSide(prefix.work(), process.pid()));
    }

    /** Kills all that run in a prefix. */
    static void endAll(Path prefix) {
        RUNNING.forEach(
                (process, work) -> {
                    if (work.startsWith(prefix)) {
                        process.destroyForcibly().onExit().join();
                    }
                });
    }

    /** Reads what the JVM prints until it ends, and hands each line on; kills it when the time is over. */
    Ended await(long seconds, Consumer<String> lines) throws IOException {
        CompletableFuture<?> limit =
                CompletableFuture.runAsync(
                        () -> {
                            tookTooLong = true;
                            process.destroyForcibly();
                        },
                        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS));
        List<String> all = new ArrayList<>();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter input =
                        new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (LinuxSide.isQuestion(line)) {
                    input.println(side.answer(line));
                } else {
                    all.add(line);
                    lines.accept(line);
                }
            }
            return new Ended(process.waitFor(), tookTooLong, all);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait for the Windows JVM was interrupted", e);
        } finally {
            limit.cancel(false);
            close();
        }
    }

    /** The same for a JVM that must end well. */
    List<String> awaitGoodEnd(String what, long seconds, Consumer<String> lines)
            throws IOException {
        Ended ended = await(seconds, lines);
        if (!ended.isGood()) {
            throw new UnexpectedEndException(what + " on the Windows JVM: " + ended.words());
        }
        return ended.lines();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        RUNNING.remove(process);
    }
}
