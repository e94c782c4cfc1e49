package io.fileview.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A tool of the operating system, run to its end. */
public final class Command {
    private static final long TIMEOUT_MINUTES = 4;

    private Command() {}

    /** What the tool printed; throws where it failed. */
    public static String run(String... words) throws IOException {
        if (Needs.isWindows()) {
            Needs.tool(words[0]); // which Windows does not have
        }
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        CompletableFuture<String> output =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                byte[] bytes = process.getInputStream().readAllBytes();
                                return new String(bytes, StandardCharsets.UTF_8);
                            } catch (IOException e) {
                                return "unreadable output: " + e;
                            }
                        });
        if (!ended(process)) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", words) + " did not end within " + TIMEOUT_MINUTES
                    + " minutes");
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    String.join(" ", words) + " failed with " + process.exitValue() + ": "
                            + output.join());
        }
        return output.join();
    }

    private static boolean ended(Process process) throws IOException {
        try {
            return process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    public static boolean exists(String tool) {
        return Stream
                .of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
    }
}
