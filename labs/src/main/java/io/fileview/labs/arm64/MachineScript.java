package io.fileview.labs.arm64;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A script of the machine, which does not outlive the lab: the emulator would go on for hours. */
final class MachineScript {
    private MachineScript() {}

    /**
     * Runs a command, and shows what it prints.
     *
     * @param name stands in front of each line that is shown, with the seconds since the start
     * @param command the command
     * @param seconds after so many it is ended
     * @return the lines that it printed, and its exit code as the last one
     */
    static List<String> run(String name, List<String> command, int seconds) throws IOException {
        List<String> lines = new ArrayList<>();
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread hook = new Thread(() -> end(process), "machine");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            process.getOutputStream().close();
            CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS)
                    .execute(() -> end(process));
            BufferedReader output =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                long elapsed = (System.nanoTime() - start) / 1_000_000_000;
                System.err.println(name + ", " + elapsed + " s: " + line);
                lines.add(line.stripTrailing());
            }
            lines.add(Integer.toString(process.waitFor()));
            return lines;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait for the machine was interrupted", e);
        } finally {
            end(process);
            forget(hook);
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException atExit) {
            // The hook itself is running, or about to.
        }
    }
}
