package io.fileview.testing;

import io.fileview.FileMapping;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A second JVM that runs the main method of a class without JUnit. */
public final class ChildJvm {
    private static final long TIMEOUT_MINUTES = Patience.minutes(4);

    private final String mainClass;
    private final List<String> arguments;
    private final List<String> prefix = new ArrayList<>();
    private final List<String> options =
            new ArrayList<>(
                    List.of(
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+ErrorFileToStdout",
                            "-XX:-CreateCoredumpOnCrash",
                            "-D" + EngineUnderTest.PROPERTY + "=" + EngineUnderTest.choice()));
    private List<Path> classPath;

    private ChildJvm(String mainClass, List<String> arguments) throws IOException {
        this.mainClass = mainClass;
        this.arguments = arguments;
        if (Needs.isWindows()) {
            options.add("-Dstdout.encoding=UTF-8");
            options.add("-XX:-PrintWarnings"); // Wine lacks a function that the JVM misses aloud.
        }
        this.classPath = List.of(mainClasses(), testClasses());
        String more = System.getProperty("fileview.test.child");
        if (more != null) {
            options.add(more);
            options.add("-Dfileview.test.child=" + more);
        }
    }

    /** A child that may call the operating system. */
    public static ChildJvm of(Class<?> mainClass, Object... arguments) throws IOException {
        return of(mainClass.getName(), arguments)
                .option("--enable-native-access=ALL-UNNAMED");
    }

    /** A child with no right but those it is given. */
    public static ChildJvm of(String mainClass, Object... arguments) throws IOException {
        return new ChildJvm(mainClass, Arrays.stream(arguments).map(Object::toString).toList());
    }

    public static Path mainClasses() throws IOException {
        return locationOf(FileMapping.class);
    }

    public static Path testClasses() throws IOException {
        return locationOf(ChildJvm.class);
    }

    private static Path locationOf(Class<?> type) throws IOException {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    public ChildJvm option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    public ChildJvm classPath(Path... entries) {
        classPath = List.of(entries);
        return this;
    }

    /** Starts the child through a tool such as {@code prlimit}. */
    public ChildJvm under(String... tool) {
        Needs.tool(tool[0]);
        prefix.addAll(List.of(tool));
        return this;
    }

    /** Runs the child as a user without rights, with classes that he can read. */
    public ChildJvm asNobody(Path directory) throws IOException {
        Needs.root();
        under("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
        Path readable = openTo(Files.createTempDirectory(directory, "classes"));
        List<Path> copies = new ArrayList<>();
        for (Path entry : classPath) {
            copies.add(copy(entry, readable.resolve(String.valueOf(copies.size()))));
        }
        classPath = copies;
        return this;
    }

    /** Lets every user into a directory, which JUnit makes for its own user only. */
    public static Path openTo(Path directory) throws IOException {
        if (Needs.isWindows()) {
            return directory; // where no test starts a child as another user
        }
        Files.setPosixFilePermissions(
                directory,
                java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory;
    }

    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
        return to;
    }

    /** Runs the child to its end; throws, with all that it printed, unless that went well. */
    public String run() throws IOException {
        try (Talk talk = start()) {
            String output = talk.output.lines().collect(Collectors.joining("\n"));
            int exit = talk.exitCode();
            if (exit != 0) {
                throw new AssertionError(
                        mainClass + " ended with " + exit
                                + (talk.hasTakenTooLong
                                        ? ", stopped after " + TIMEOUT_MINUTES + " minutes"
                                        : "")
                                + ":\n" + output);
            }
            return output;
        }
    }

    public Talk start() throws IOException {
        return new Talk(process());
    }

    /** The child as a process, which the caller ends. */
    public Process process() throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        if (!classPath.isEmpty()) {
            command.add("-cp");
            command.add(classPath.stream().map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator)));
        }
        command.add(mainClass);
        command.addAll(arguments);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** A running child, which is told what to do line by line. */
    public static final class Talk implements AutoCloseable {
        private final Process process;
        private final BufferedReader output;
        private final PrintWriter input;
        private volatile boolean hasTakenTooLong;

        private Talk(Process process) {
            this.process = process;
            this.output =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            this.input =
                    new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
            // A child that hangs ends here, and with it the reading of its output.
            Executor later =
                    CompletableFuture.delayedExecutor(TIMEOUT_MINUTES, TimeUnit.MINUTES);
            later.execute(
                    () -> {
                        hasTakenTooLong = process.isAlive();
                        process.destroyForcibly();
                    });
        }

        public void say(String line) {
            input.println(line);
        }

        /** Waits until the child prints a line. */
        public void await(String line) throws IOException {
            StringBuilder before = new StringBuilder();
            for (String read = output.readLine(); !line.equals(read); read = output.readLine()) {
                if (read == null) {
                    throw new AssertionError(
                            "no \"" + line + "\""
                                    + (hasTakenTooLong ? " in " + TIMEOUT_MINUTES + " minutes" : "")
                                    + " after:\n" + before);
                }
                before.append(read).append('\n');
            }
        }

        private int exitCode() throws IOException {
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
