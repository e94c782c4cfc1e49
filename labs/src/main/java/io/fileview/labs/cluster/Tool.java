package io.fileview.labs.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The tools of the operating system that the lab calls, each run to its end. */
final class Tool {
    private static final long TIMEOUT_SECONDS = 120;

    private Tool() {}

    /** How a tool ended, and all that it printed. */
    record Outcome(int exit, String output) {
        boolean isGood() {
            return exit == 0;
        }
    }

    /** What the tool printed; throws where it failed. */
    static String run(String... words) throws IOException {
        Outcome outcome = attempt(words);
        if (!outcome.isGood()) {
            throw new IOException(
                    "`" + String.join(" ", words) + "` ended with " + outcome.exit + ": "
                            + outcome.output.strip());
        }
        return outcome.output;
    }

    /** Runs a tool that may fail. */
    static Outcome attempt(String... words) throws IOException {
        Path output = Files.createTempFile("fileview-tool", ".out");
        try {
            // To a file: a daemon that the tool leaves behind would keep a pipe open for ever.
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            if (!ended(process)) {
                process.destroyForcibly();
                throw new IOException(
                        "`" + String.join(" ", words) + "` did not end within " + TIMEOUT_SECONDS
                                + " s");
            }
            return new Outcome(
                    process.exitValue(),
                    new String(Files.readAllBytes(output), StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static boolean ended(Process process) throws IOException {
        try {
            return process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
