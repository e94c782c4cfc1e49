package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import io.fileview.FileMapping;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/**
 * The cmd.exe of Wine, with a checkout that has been built in {@code C:\checkout} and an empty current
 * directory {@code C:\here}.
 *
 * <p>It needs a folder with a Debian in {@code root}, in which Wine, the Windows JDK in {@code jdk}
 * and a Wine prefix in {@code prefix} are. {@code labs/windows} makes one.
 */
final class WineCmd implements AutoCloseable {
    static final String PROPERTY = "fileview.wine";
    static final String VARIABLE = "FILEVIEW_WINE";

    private static final long LIMIT_SECONDS = 240;

    private final Path root;
    private final String prefix;

    private WineCmd(Path root, String prefix) {
        this.root = root;
        this.prefix = prefix;
    }

    /** What a command printed, and its exit code. */
    static final class Result {
        private final int exitCode;
        private final byte[] bytes;
        private final String err;

        Result(int exitCode, byte[] bytes, String err) {
            this.exitCode = exitCode;
            this.bytes = bytes;
            this.err = err;
        }

        int exitCode() {
            return exitCode;
        }

        byte[] bytes() {
            return bytes;
        }

        String err() {
            return err;
        }

        String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /**
         * The errors, without two lines of Wine's cmd.exe: that of Windows has no limit to {@code %~1},
         * and ends the script with a message like the second one.
         */
        List<String> lines() {
            return err.lines()
                    .filter(line -> !line.equals("File name is too long."))
                    .filter(line -> !line.startsWith("Syntax error: unexpected "))
                    .toList();
        }
    }

    /** Skips the test where there is no Wine. */
    static Path required() {
        String folder = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        assumeTrue(
                folder != null && !folder.isEmpty(),
                "needs a folder with Wine and a Windows JDK, named by -D" + PROPERTY + " or "
                        + VARIABLE + "; labs/windows makes one");
        Path root = Path.of(folder).resolve("root");
        assumeTrue(
                Files.exists(root.resolve("usr/lib/wine/wine64"))
                        && Files.exists(root.resolve("jdk/bin/java.exe"))
                        && Files.exists(root.resolve("prefix/system.reg")),
                () -> "there is no Wine with a Windows JDK in " + root);
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to use chroot");
        return root;
    }

    static WineCmd start(Path root) throws Exception {
        String prefix = "prefix-cmd-" + ProcessHandle.current().pid();
        WineCmd wine = new WineCmd(root, prefix);
        try {
            if (wine.run(null, List.of("mountpoint", "-q", root + "/proc")).exitCode() != 0) {
                wine.must("mount", "-t", "proc", "proc", root + "/proc");
            }
            wine.must("cp", "-a", root + "/prefix", root + "/" + prefix);
            Files.createDirectories(wine.here());
            wine.install();
            return wine;
        } catch (Throwable failure) {
            wine.close();
            throw failure;
        }
    }

    /** The directory {@code C:\}. */
    Path drive() {
        return root.resolve(prefix).resolve("drive_c");
    }

    /** The current directory, {@code C:\here}. */
    Path here() {
        return drive().resolve("here");
    }

    Path jar() {
        return drive().resolve("checkout/cli/target/fileview.jar");
    }

    private void install() throws Exception {
        Path target = jar().getParent();
        Files.createDirectories(target);
        Path checkout = drive().resolve("checkout");
        // A checkout on Windows has the line ends of Windows.
        String script = Files.readString(launcher(), StandardCharsets.US_ASCII);
        Files.writeString(
                checkout.resolve("fileview.cmd"),
                script.replace("\r\n", "\n").replace("\n", "\r\n"),
                StandardCharsets.US_ASCII);
        Files.writeString(
                here().resolveSibling("run.cmd"),
                "@C:\\checkout\\fileview.cmd %ARGUMENTS%\r\n",
                StandardCharsets.US_ASCII);
        List<String> classPath = new ArrayList<>();
        for (Class<?> type : List.of(
                Main.class, FileMapping.class, CommandLine.class, JsonFactory.class)) {
            Path from = location(type);
            boolean isJar = Files.isRegularFile(from);
            String name = "lib/" + type.getSimpleName() + (isJar ? ".jar" : "/");
            copyTree(from, target.resolve(name));
            classPath.add(name);
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
        try (OutputStream file = Files.newOutputStream(jar());
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            jar.finish();
        }
    }

    private static Path launcher() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("fileview.cmd"))) {
                return at.resolve("fileview.cmd");
            }
        }
        throw new AssertionError("there is no fileview.cmd above the current directory");
    }

    private static Path location(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                    throws IOException {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Runs {@code fileview} with the arguments as they are typed in a script of cmd.exe. */
    Result fileview(String typed) throws Exception {
        return fileview(typed, Map.of("FILEVIEW_JAVA_HOME", "Z:\\jdk"));
    }

    Result fileview(String typed, Map<String, String> environment) throws Exception {
        List<String> command = inRoot();
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.add("ARGUMENTS=" + typed);
        command.addAll(
                List.of(
                        "/bin/sh",
                        "-c",
                        "cd /" + prefix + "/drive_c/here;"
                                + " exec /usr/lib/wine/wine64 cmd /c 'C:\\run.cmd'"));
        return run(here().resolveSibling("out"), command);
    }

    private List<String> inRoot() {
        return new ArrayList<>(
                List.of(
                        "chroot",
                        root.toString(),
                        "/usr/bin/env",
                        "-i",
                        "HOME=/root",
                        "PATH=/usr/bin:/bin",
                        "LANG=C.UTF-8",
                        "WINEPREFIX=/" + prefix,
                        "WINEDEBUG=-all",
                        "XDG_RUNTIME_DIR=/tmp"));
    }

    private void must(String... command) throws IOException, InterruptedException {
        Result result = run(null, List.of(command));
        assertThat(result.exitCode()).as("%s: %s", List.of(command), result.err()).isZero();
    }

    /** Into files, because what Wine starts in the background keeps a pipe open. */
    private Result run(@Nullable Path output, List<String> command)
            throws IOException, InterruptedException {
        Path out = output == null ? Files.createTempFile("wine", ".out") : output;
        Path err = Files.createTempFile("wine", ".err");
        Process process =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).as("%s", command).isTrue();
            return new Result(
                    process.exitValue(),
                    Files.readAllBytes(out),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Ends what Wine runs in the prefix, and removes that. */
    @Override
    public void close() throws IOException {
        try {
            if (Files.exists(root.resolve(prefix).resolve("system.reg"))) {
                List<String> command = inRoot();
                command.addAll(List.of("/bin/sh", "-c", "wineserver -k; wineserver -w"));
                run(null, command);
            }
            must("rm", "-rf", root + "/" + prefix);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the removal of " + prefix + " was interrupted", e);
        }
    }
}
