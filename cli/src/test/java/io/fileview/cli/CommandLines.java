package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs several command lines in a process whose arguments they are. Each gets the bytes and the locale
 * of a real start, and all of them take the time of one.
 */
final class CommandLines {
    private static final String END = ";";

    private final Path results;
    private final List<List<String>> lines = new ArrayList<>();

    /** The results are written to files of this directory. */
    CommandLines(Path results) {
        this.results = results;
    }

    /** What a command line did. */
    static final class Result {
        private final List<String> words;
        private final int exitCode;
        private final byte[] out;
        private final byte[] err;

        Result(List<String> words, int exitCode, byte[] out, byte[] err) {
            this.words = words;
            this.exitCode = exitCode;
            this.out = out;
            this.err = err;
        }

        int exitCode() {
            return exitCode;
        }

        byte[] out() {
            return out;
        }

        byte[] err() {
            return err;
        }

        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }

        String error() {
            return new String(err, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return "fileview " + Printable.oneLine(String.join(" ", words));
        }
    }

    /** Adds words of which a byte that is not UTF-8 is as {@link EscapedBytes} has it. */
    void add(List<String> words) {
        lines.add(words);
    }

    List<Result> run(Path directory, Map<String, String> environment) throws Exception {
        List<String> words =
                new ArrayList<>(List.of(CommandLines.class.getName(), results.toString()));
        for (List<String> line : lines) {
            words.addAll(line);
            words.add(END);
        }
        Path printed = results.resolve("printed");
        Process process = start(directory, environment, words, printed);
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("the process has ended").isTrue();
        } finally {
            stop(process);
        }
        assertThat(printed).isEmptyFile();
        List<Result> done = new ArrayList<>();
        for (List<String> line : lines) {
            String number = Integer.toString(done.size());
            done.add(
                    new Result(
                            line,
                            Integer.parseInt(Files.readString(results.resolve(number + ".code"))),
                            Files.readAllBytes(results.resolve(number + ".out")),
                            Files.readAllBytes(results.resolve(number + ".err"))));
        }
        return done;
    }

    /** Starts a class by a script, because only a file can have every byte of the arguments. */
    static Process start(
            Path directory, Map<String, String> environment, List<String> words, Path printed)
            throws IOException {
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        script.writeBytes(bytes("cd " + quoted(PathText.exact(directory)) + " || exit 1\nexec "));
        script.writeBytes(
                bytes(
                        quoted(Path.of(System.getProperty("java.home"), "bin", "java").toString())
                                + " -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED"));
        for (String word : words) {
            script.writeBytes(bytes(" " + quoted(word)));
        }
        Path file = Files.createTempFile(printed.toAbsolutePath().getParent(), "script", "");
        Files.write(file, script.toByteArray());
        ProcessBuilder builder =
                new ProcessBuilder("sh", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    static void stop(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String quoted(String word) {
        return Shell.POSIX.quoted(word);
    }

    private static byte[] bytes(String text) {
        return EscapedBytes.bytes(text);
    }

    /** The process. Its first argument is the directory for the results. */
    public static void main(String[] args) throws IOException {
        String[] typed = UnixCommandLine.ofProcess(args);
        Path results = Path.of(typed[0]);
        Files.writeString(results.resolve("encoding"), System.getProperty("sun.jnu.encoding"));
        Charset charset = Charset.forName(System.getProperty("stdout.encoding"));
        int number = 0;
        for (int start = 1; start < typed.length; number++) {
            int end = Arrays.asList(typed).subList(start, typed.length).indexOf(END) + start;
            int code;
            try (OutputStream out = Files.newOutputStream(results.resolve(number + ".out"));
                    OutputStream err = Files.newOutputStream(results.resolve(number + ".err"))) {
                code =
                        Main.run(
                                Arrays.copyOfRange(typed, start, end),
                                Output.to(out, err, charset));
            }
            Files.writeString(results.resolve(number + ".code"), Integer.toString(code));
            start = end + 1;
        }
    }
}
