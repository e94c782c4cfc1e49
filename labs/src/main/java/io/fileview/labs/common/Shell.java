package io.fileview.labs.common;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs tools of the operating system to their end. */
public final class Shell {
    private static final long TIMEOUT_SECONDS = 120;

    private static volatile @Nullable Thread only;

    private Shell() {}

    /** Refuses to run anything more for other threads than this one: the process is about to end. */
    static void reserve() {
        only = Thread.currentThread();
    }

    /**
     * Runs a tool.
     *
     * @param words the command
     * @return all that it printed
     * @throws IOException if it failed, with what it printed, or did not end within two minutes
     */
    public static String run(String... words) throws IOException {
        Thread reserved = only;
        if (reserved != null && !reserved.equals(Thread.currentThread())) {
            throw new IOException(String.join(" ", words) + " was not run: the lab is ending");
        }
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> outputOf(process));
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(
                        String.join(" ", words) + " did not end within " + TIMEOUT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", words) + " was interrupted", e);
        }
        String printed = output.join();
        if (process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", words) + " failed with " + process.exitValue() + ": "
                            + printed.strip());
        }
        return printed;
    }

    private static String outputOf(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "unreadable output: " + e;
        }
    }

    /**
     * Tells whether there is a tool of a name.
     *
     * @param tool the name
     * @return true if one of the usual directories has it
     */
    public static boolean has(String tool) {
        return Stream
                .of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
