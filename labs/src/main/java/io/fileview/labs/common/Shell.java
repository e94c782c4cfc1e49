package io.fileview.labs.common;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the tools of the operating system, each to its end. */
public final class Shell {
    private static final long TIMEOUT_SECONDS = 120;

    private static volatile @Nullable Thread only;

    private Shell() {}

    /**
     * How a tool ended.
     *
     * @param exit its exit code
     * @param output everything that it printed
     */
    public record Outcome(int exit, String output) {
        /**
         * Tells whether the tool succeeded.
         *
         * @return true if so
         */
        public boolean isGood() {
            return exit == 0;
        }
    }

    /** From now on runs tools for this thread only: the process is about to end. */
    static void reserve() {
        only = Thread.currentThread();
    }

    /**
     * Runs a tool that must succeed.
     *
     * @param words the command
     * @return everything that it printed
     * @throws IOException if it failed, with what it printed, or did not end within two minutes
     */
    public static String run(String... words) throws IOException {
        Outcome outcome = attempt(words);
        if (!outcome.isGood()) {
            throw new IOException(
                    String.join(" ", words) + " failed with exit code " + outcome.exit + ": "
                            + outcome.output.strip());
        }
        return outcome.output;
    }

    /**
     * Runs a tool that may fail.
     *
     * @param words the command
     * @return how it ended
     * @throws IOException if it could not be started, or did not end within two minutes
     */
    public static Outcome attempt(String... words) throws IOException {
        Thread reserved = only;
        if (reserved != null && !reserved.equals(Thread.currentThread())) {
            throw new IOException(String.join(" ", words) + " was not run: the lab is ending");
        }
        // To a file: a daemon that the tool leaves behind would keep a pipe open for ever.
        Path output = Files.createTempFile("fileview-labs", ".out");
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            return new Outcome(exitCode(process, words), contentOf(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static int exitCode(Process process, String... words) throws IOException {
        try {
            if (process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IOException(
                    String.join(" ", words) + " did not end within " + TIMEOUT_SECONDS + " s");
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", words) + " was interrupted", e);
        }
    }

    /** Not as UTF-8 in the strict sense: a tool may print the bytes of any file name. */
    private static String contentOf(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
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
