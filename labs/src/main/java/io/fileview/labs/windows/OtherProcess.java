package io.fileview.labs.windows;

import io.fileview.labs.windows.RoundsProgram.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** A process that truncates, deletes and replaces files when it is told to, and says what refused it. */
final class OtherProcess {
    private static final int KEPT = 1;
    private static final byte[] OTHER_CONTENT = "another file".getBytes(StandardCharsets.UTF_8);

    private OtherProcess() {}

    /** The process, as the one that started it sees it. */
    static final class Talk implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final PrintWriter input;

        private Talk(Process process) {
            this.process = process;
            this.output =
                    new BufferedReader(
                            new InputStreamReader(process.getInputStream(),
                                    StandardCharsets.UTF_8));
            this.input = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        }

        /** Returns why it was refused; empty if it was not. */
        String ask(Step step, Path file) throws IOException {
            input.println(step + " " + file);
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith("done ")) {
                    return line.substring("done ".length());
                }
            }
            throw new IOException(
                    "the other process has ended with " + process.onExit().join().exitValue());
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    static Talk start() throws IOException {
        return new Talk(
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-PrintWarnings",
                        "-Xmx64m",
                        "-Dstdout.encoding=UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start());
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] words = line.split(" ", 2);
            System.out.println("done " + refusal(Step.valueOf(words[0]), Path.of(words[1])));
            System.out.flush();
        }
    }

    /** Does it, makes sure that it is done, and returns why it was refused; empty if it was not. */
    static String refusal(Step step, Path file) {
        try {
            switch (step) {
                case TRUNCATE -> truncate(file);
                case DELETE -> delete(file);
                case REPLACE -> replace(file);
            }
            return "";
        } catch (IOException e) {
            return String.valueOf(e).replaceAll("\\s+", " ");
        }
    }

    private static void truncate(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(KEPT);
        }
        require(Files.size(file) <= KEPT, file + " still has " + Files.size(file) + " bytes");
    }

    private static void delete(Path file) throws IOException {
        Files.delete(file);
        require(Files.notExists(file), file + " still exists");
    }

    private static void replace(Path file) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, OTHER_CONTENT);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
        require(
                Arrays.equals(Files.readAllBytes(file), OTHER_CONTENT),
                file + " still has its old content");
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }
}
