package io.fileview.win32;

import io.fileview.FileMapping;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Another JVM, with which a test communicates line by line. */
final class OtherJvm implements AutoCloseable {
    static final int NOBODY = 65534;

    private static final long TIMEOUT_MINUTES = 4;

    private final Process process;
    private final BufferedReader output;
    private final PrintWriter input;

    OtherJvm(Class<?> main, Object... arguments) throws IOException {
        this(List.of(), System.getProperty("java.class.path"), main, arguments);
    }

    /**
     * A JVM of an unprivileged user, with the classes of the library copied to a readable place.
     */
    static OtherJvm ofNobody(Path directory, Class<?> main, Object... arguments)
            throws IOException {
        return ofUser(NOBODY, directory, main, arguments);
    }

    /** A JVM of a user, of whom only the number need exist. */
    static OtherJvm ofUser(int user, Path parent, Class<?> main, Object... arguments)
            throws IOException {
        Path directory = Files.createTempDirectory(parent, "classes");
        Set<PosixFilePermission> open = PosixFilePermissions.fromString("rwxr-xr-x");
        List<String> copies = new ArrayList<>();
        for (Class<?> one : List.of(main, Kernel32.class, FileMapping.class)) {
            Path from = Path.of(one.getProtectionDomain().getCodeSource().getLocation().getPath());
            if (Files.isDirectory(from)) {
                Path to = directory.resolve("classes" + copies.size());
                try (Stream<Path> files = Files.walk(from)) {
                    for (Path file : files.toList()) {
                        Files.copy(file, to.resolve(from.relativize(file).toString()));
                    }
                }
                copies.add(to.toString());
            } else {
                copies.add(Files.copy(from, directory.resolve(copies.size() + ".jar")).toString());
            }
        }
        for (Path path = directory; path.getNameCount() > 1; path = path.getParent()) {
            Files.setPosixFilePermissions(path, open);
        }
        return new OtherJvm(
                List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"),
                String.join(File.pathSeparator, copies),
                main,
                arguments);
    }

    private OtherJvm(
            List<String> prefix, String classPath, Class<?> main, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = process.inputReader(StandardCharsets.UTF_8);
        input = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        CompletableFuture.delayedExecutor(TIMEOUT_MINUTES, TimeUnit.MINUTES)
                .execute(process::destroyForcibly);
    }

    void say(String line) {
        input.println(line);
    }

    /** Waits until the other JVM prints a line. */
    void await(String line) throws IOException {
        await(line, line::equals);
    }

    /** Waits until the other JVM prints a line that contains a text. */
    void awaitContaining(String text) throws IOException {
        await(text, line -> line.contains(text));
    }

    /** Waits until the other JVM prints a line that starts with a text, and returns the line. */
    String awaitStarting(String text) throws IOException {
        return await(text, line -> line.startsWith(text));
    }

    private String await(String text, Predicate<String> isMeant) throws IOException {
        StringBuilder before = new StringBuilder();
        String read = output.readLine();
        while (read != null && !isMeant.test(read)) {
            before.append(read).append('\n');
            read = output.readLine();
        }
        if (read == null) {
            throw new AssertionError("no \"" + text + "\" after:\n" + before);
        }
        return read;
    }

    long pid() {
        return process.pid();
    }

    /** Sends a signal, such as STOP. */
    void signal(String name) throws IOException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start();
        if (kill.onExit().join().exitValue() != 0) {
            throw new AssertionError("no signal " + name);
        }
    }

    /** Kills the JVM without giving it a chance to clean up, and waits until it has ended. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
