package io.fileview.catalogue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM that runs test code of a module, records the exceptions that it makes, and ends. */
final class ModuleJvm {
    private static final List<String> MODULES = List.of("core", "win32", "ndis", "cli");

    private final Path checkout;
    private final Path directory;

    /**
     * @param checkout where the modules are
     * @param directory where the recordings go, which other users may reach
     */
    ModuleJvm(Path checkout, Path directory) {
        this.checkout = checkout;
        this.directory = directory;
    }

    /** Returns the lines that the process printed. */
    List<String> run(
            String module,
            String engine,
            Language language,
            Path recordings,
            String mainClass,
            List<String> arguments)
            throws IOException {
        String recording = Recordings.option(recordings);
        List<String> command = new ArrayList<>();
        if (mainClass.endsWith("ProvokeAll")) { // reaches the limit of locked memory
            command.addAll(List.of("prlimit", "--memlock=4096"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", // to TransferThreads
                        "-XX:FlightRecorderOptions:stackdepth=128",
                        "-Xlog:disable",
                        "-Xlog:jfr*=off",
                        "-Xlog:all=warning:stderr", // or warnings would be among the lines
                        "-Dstdout.encoding=UTF-8",
                        "-Dfileview.test.engine=" + engine,
                        recording,
                        "-Dfileview.test.child=" + recording));
        command.addAll(language.options());
        command.addAll(List.of("-cp", classPath(module), mainClass));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(checkout.resolve(module).toFile());
        language.set(builder.environment(), directory.resolve("locales"));
        Path errors = directory.resolve(module + engine + language + ".err");
        builder.redirectError(errors.toFile());
        Process process = builder.start();
        try {
            List<String> lines =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            int exit = process.waitFor();
            if (exit != 0 || lines.isEmpty() || !lines.getLast().startsWith("DONE")) {
                throw new AssertionError(
                        mainClass + " of " + module + " ended with " + exit + ": "
                                + String.join("\n", lines.subList(0, Math.min(20, lines.size())))
                                + Files.readString(errors));
            }
            return lines;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private String classPath(String module) {
        List<String> entries = new ArrayList<>();
        entries.add(checkout.resolve(module).resolve("target/test-classes").toString());
        for (String each : MODULES) {
            entries.add(checkout.resolve(each).resolve("target/classes").toString());
        }
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Path.of(each).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }
}
