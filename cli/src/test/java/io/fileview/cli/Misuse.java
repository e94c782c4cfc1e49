package io.fileview.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Misuses each command, and prints one line for each misuse: its words, the exit code, and what the
 * command printed to standard error, with {@code |} between them.
 */
final class Misuse {
    /** What looks like a misuse and is none; it succeeds on each engine. */
    static final List<String> ALLOWED =
            List.of("patch grown --offset 0 --hex 00 --grow", "copy data copy-of-data");

    private final Path directory;
    private final StringBuilder lines = new StringBuilder();

    private Misuse(Path directory) {
        this.directory = directory;
    }

    /** Takes an empty directory. */
    public static void main(String[] args) throws IOException {
        Misuse misuse = new Misuse(Path.of(args[0]));
        misuse.makeFiles();
        for (String engine : List.of("linux", "portable")) {
            for (List<String> words : misuses()) {
                List<String> all = new ArrayList<>(words);
                all.add("--engine");
                all.add(engine);
                misuse.add(all);
            }
        }
        for (List<String> words : misusesWithoutEngine()) {
            misuse.add(words);
        }
        misuse.addFullOutput();
        Files.delete(misuse.directory.resolve("device")); // before somebody cleans up through it
        System.out.write(
                (misuse.lines.toString().replace(args[0], "DIRECTORY") + "DONE\n")
                        .getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    private void makeFiles() throws IOException {
        Files.write(directory.resolve("data"), new byte[10_000]);
        Files.createFile(directory.resolve("empty"));
        Files.createFile(directory.resolve("grown"));
        Files.createDirectory(directory.resolve("folder"));
        Files.createSymbolicLink(directory.resolve("loop"), directory.resolve("loop"));
        Files.createSymbolicLink(directory.resolve("device"), Path.of("/dev/null"));
        Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
        Files.createFile(directory.resolve("twice"));
        Files.createLink(directory.resolve("alias"), directory.resolve("twice"));
        Files.writeString(directory.resolve("newer"), "{\"fileviewState\":2}\n");
        Files.writeString(directory.resolve("cut"), "{\"fileviewState\":1}\n");
        Files.writeString(directory.resolve("damaged"), "{\"fileviewState\":1}\n{\"uri\":\n");
    }

    private static List<List<String>> misuses() {
        String name = "n".repeat(300);
        return List.of(
                List.of("view", "missing"),
                List.of("view", "folder"),
                List.of("view", "/dev/zero"),
                List.of("view", "/proc/self/status"),
                List.of("view", "data/x"),
                List.of("view", "loop"),
                List.of("view", name),
                List.of("view", "data", "--offset", "20000"),
                List.of("view", "data", "--length", "20000"),
                List.of("view", "data", "--length", "0"),
                List.of("view", "data", "--offset", "-1"),
                List.of("view", "data", "--offset", "x"),
                List.of("view", "data", "--offset", "99999999T"),
                List.of("view", "data", "--offset", "1Kıb"),
                List.of("view", "data", "--raw", "--json"),
                List.of("view", "data", "--json", "--length", "1T"),
                List.of("patch", "data"),
                List.of("patch", "data", "--offset", "9999", "--hex", "0102"),
                List.of("patch", "data", "--offset", "0", "--hex", "0"),
                List.of("patch", "data", "--offset", "0", "--hex", "0x"),
                List.of("patch", "data", "--offset", "0", "--hex", "zz"),
                List.of("patch", "data", "--offset", "0", "--hex", ""),
                List.of("patch", "data", "--offset", "0", "--text", ""),
                List.of("patch", "data", "--offset", "0", "--from", "data"),
                List.of("patch", "data", "--offset", "0", "--from", "empty"),
                List.of("patch", "data", "--offset", "0", "--hex", "00", "--text", "x"),
                List.of(
                        "patch",
                        "data",
                        "--offset",
                        String.valueOf(Long.MAX_VALUE),
                        "--hex",
                        "00"),
                List.of("patch", "folder", "--offset", "0", "--hex", "00"),
                List.of("patch", "empty", "--offset", "0", "--hex", "00"),
                List.of("patch", "grown", "--offset", "0", "--hex", "00", "--grow"),
                List.of("patch", "missing", "--offset", "0", "--hex", "00"),
                List.of("stat", "missing"),
                List.of("stat", "loop"),
                List.of("stat", "/dev/zero"),
                List.of("stat", "missing", "missing/x"),
                List.of("top", "missing"),
                List.of("top", "/dev/zero"),
                List.of("top", "folder", "-n", "0"),
                List.of("top", "folder", "--interval", "0"),
                List.of("top", "folder", "--once", "--interval", "1"),
                List.of("copy", "missing", "copy"),
                List.of("copy", "folder", "copy"),
                List.of("copy", "data", "folder"),
                List.of("copy", "data", "data"),
                List.of("copy", "data", "empty"),
                List.of("copy", "data", "device", "--force"),
                List.of("copy", "data", "missing/copy"),
                List.of("copy", "data", "n".repeat(256)),
                List.of("copy", "data", "/proc/copy"),
                List.of("copy", "data", "copy-of-data", "--force"),
                List.of("copy", "data", "dangling", "--force"),
                List.of("copy", "data", "twice", "--force"),
                List.of("stat", "data", "--json", "--json-lines"),
                List.of("warm"),
                List.of("warm", "data", "--json", "--json-lines"),
                List.of("warm", "missing"),
                List.of("warm", "data", "-0"),
                List.of("warm", "data", "empty", "--offset", "1"),
                List.of("warm", "data", "--length", "0"),
                List.of("warm", "data", "--offset", "20000"),
                List.of("warm", "data", "--length", "20000"),
                List.of("warm", "data", "--include", "["),
                List.of("warm", "--files-from", "data"),
                List.of("warm", "--files-from", "missing"),
                List.of("drop", "missing"),
                List.of("hold", "missing"),
                List.of("hold", "data", "--max", "1"),
                List.of("save", "missing", "--output", "state"),
                List.of("save", "data", "--output", "data"),
                List.of("save", "data", "--output", "folder"),
                List.of("restore", "missing"),
                List.of("restore", "folder"),
                List.of("restore", "data"),
                List.of("restore", "newer"),
                List.of("restore", "cut"),
                List.of("restore", "damaged"),
                List.of("demo", "missing"),
                List.of("demo", "empty"),
                List.of("demo", "data", "--dir", "folder"));
    }

    private static List<List<String>> misusesWithoutEngine() {
        return List.of(
                List.of("nonesuch"),
                List.of("--nonesuch"),
                List.of("view"),
                List.of("view", "data", "--nonesuch"),
                List.of("view", "data", "data"),
                List.of("view", "data", "--offset"),
                List.of("view", "data", "--offset", "0", "--offset", "1"),
                List.of("view", "data", "--engine", "nonesuch"),
                List.of("view", "data", "--color", "nonesuch"),
                List.of("copy", "data"),
                List.of("stat"),
                List.of("who", "missing"),
                List.of("who", "folder"),
                List.of("help", "nonesuch"));
    }

    private void add(List<String> words) {
        List<Object> all = new ArrayList<>();
        for (String word : words) {
            all.add(isFile(word) ? directory.resolve(word) : word);
        }
        Run run = Run.fileview(all.toArray());
        print(String.join(" ", words), run.exitCode(), run.err());
    }

    private boolean isFile(String word) {
        return word.matches("missing.*|copy-.*|state|n{9,}|data/x")
                || (word.matches("[a-z]+")
                        && Files.exists(directory.resolve(word), LinkOption.NOFOLLOW_LINKS));
    }

    /** The output goes to a device that is full. */
    private void addFullOutput() throws IOException {
        try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            String file = directory.resolve("data").toString();
            int exitCode = Main.run(new String[] {"view", file}, full, err);
            print("view data >/dev/full", exitCode, err.toString(StandardCharsets.UTF_8));
        }
    }

    private void print(String words, int exitCode, String err) {
        lines.append(words)
                .append('|')
                .append(exitCode)
                .append('|')
                .append(err.strip().replace("\n", "\\n"))
                .append('\n');
    }
}
