package io.fileview.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, run to its end. */
final class Program {
    /** The JDK of this test, which also runs what it starts. */
    static final Path JDK = Path.of(System.getProperty("java.home"));

    private static final long LIMIT_MINUTES = 12;
    private static final int TAIL = 60;

    /**
     * What it left.
     *
     * @param out the lines of its standard output
     * @param err the lines of its standard error
     */
    record Output(List<String> out, List<String> err) {}

    private Program() {}

    /** Runs the words in a directory; throws, with what was printed, unless it ends with 0. */
    static Output run(Path directory, Map<String, String> environment, List<String> words)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("program", ".out");
        Path err = Files.createTempFile("program", ".err");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(words)
                            .directory(directory.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended = process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
            Output output = new Output(Files.readAllLines(out), Files.readAllLines(err));
            if (!ended || process.exitValue() != 0) {
                throw new IOException(
                        String.join(" ", words)
                                + (ended ? " ended with " + process.exitValue() : " did not end")
                                + "; the end of what it printed:\n" + tail(output.out) + "\n"
                                + tail(output.err));
            }
            return output;
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    private static String tail(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }
}
