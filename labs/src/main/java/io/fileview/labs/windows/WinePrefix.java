package io.fileview.labs.windows;

import io.fileview.labs.common.Directories;
import io.fileview.labs.common.Pause;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A prefix of Wine that belongs to one run of the lab, so that two runs do not meet, with a directory
 * {@code C:\t} that both sides can use. It consists of links to the files of the first prefix, but for
 * the registry, which Wine writes.
 */
final class WinePrefix implements AutoCloseable {
    private static final String PREFIX = "fileview-labs-";
    private static final long SECONDS_TO_END = 30;
    private static final int ATTEMPTS = 50;
    private static final int PAUSE_MILLIS = 100;
    private static final String WORK = "C:\\t\\";

    private final WineFolder folder;
    private final Path directory;
    private final Path work;
    private final Thread hook = new Thread(this::closeAtExit, "prefix");
    private volatile boolean closing;

    private WinePrefix(WineFolder folder, Path directory) throws IOException {
        this.folder = folder;
        this.directory = directory;
        this.work = directory.resolve("drive_c/t");
        Directories.delete(work);
        Files.createDirectories(work.resolve("lib"));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Makes a prefix, after removing those that killed labs left. */
    static WinePrefix create(WineFolder folder) throws IOException {
        for (Path left : Directories.leftovers(folder.root(), PREFIX)) {
            Directories.delete(left);
        }
        Path directory =
                folder.root()
                        .resolve(
                                PREFIX + ProcessHandle.current().pid() + "-"
                                        + Long.toUnsignedString(System.nanoTime(), 36));
        Shell.run("cp", "-al", folder.firstPrefix().toString(), directory.toString());
        for (String name : List.of("system.reg", "user.reg", "userdef.reg", ".update-timestamp")) {
            Path first = folder.firstPrefix().resolve(name);
            if (Files.exists(first)) {
                Files.copy(first, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return new WinePrefix(folder, directory);
    }

    /** The directory that Windows programs start in, as Linux names it. */
    Path work() {
        return work;
    }

    /** The folder that the prefix belongs to. */
    Path folder() {
        return folder.directory();
    }

    /** A file in {@link #work}, as Windows names it. */
    static String onWindows(Path inWork) {
        return WORK + inWork.toString().replace('/', '\\');
    }

    /** Copies a jar or a directory to where Windows programs find it; returns the name that it has there. */
    String install(Path source, String name) throws IOException {
        copy(source, work.resolve(name));
        return onWindows(Path.of(name));
    }

    /** The command that starts the Windows JVM in a directory of {@link #work}. */
    List<String> java(String directoryInWork, List<String> arguments) {
        List<String> all = new ArrayList<>();
        all.add("/" + directory.getFileName() + "/drive_c/t/" + directoryInWork);
        all.addAll(List.of("/jdk/bin/java.exe", "-XX:-PrintWarnings"));
        all.addAll(arguments);
        return folder.inside(
                directory.getFileName().toString(),
                List.of(),
                "cd \"$1\" && shift && exec /usr/lib/wine/wine64 \"$@\"",
                all.toArray(String[]::new));
    }

    /** The command that runs a script of cmd.exe in a directory of {@link #work}. */
    List<String> cmd(String directoryInWork, String script) {
        return folder.inside(
                directory.getFileName().toString(),
                List.of("JAVA_HOME=Z:\\jdk"), // where Wine shows the root of its system
                "cd \"$1\" && exec /usr/lib/wine/wine64 cmd /c \"$2\"",
                "/" + directory.getFileName() + "/drive_c/t/" + directoryInWork,
                script);
    }

    static void copy(Path source, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        if (Files.isRegularFile(source)) {
            Files.copy(source, target, StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        Files.walkFileTree(
                source,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes any)
                            throws IOException {
                        Files.createDirectories(target.resolve(source.relativize(one).toString()));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path one, BasicFileAttributes any)
                            throws IOException {
                        Files.copy(
                                one,
                                target.resolve(source.relativize(one).toString()),
                                StandardCopyOption.REPLACE_EXISTING);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private void closeAtExit() {
        try {
            remove();
        } catch (IOException e) {
            System.err.println("could not remove " + directory + ": " + e.getMessage());
        }
    }

    /** Ends what still runs in the prefix, and deletes it. */
    private synchronized void remove() throws IOException {
        closing = true;
        if (!Files.exists(directory)) {
            return;
        }
        WindowsJvm.endAll(directory);
        // Not by Shell, which runs nothing more at the end of this process.
        Process end =
                new ProcessBuilder(
                        folder.inside(
                                directory.getFileName().toString(), List.of(),
                                "wineserver -k; wineserver -w"))
                        .start();
        if (!end.onExit().orTimeout(SECONDS_TO_END, TimeUnit.SECONDS)
                .handle((one, late) -> late == null).join()) {
            end.destroyForcibly();
        }
        for (int attempt = 1; Files.exists(directory); attempt++) {
            try {
                Directories.delete(directory);
            } catch (IOException e) { // something was still written
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                Pause.millis(PAUSE_MILLIS);
            }
        }
    }

    /** Whether nothing may be started any more. */
    boolean isClosing() {
        return closing;
    }

    @Override
    public void close() throws IOException {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException atExit) {
            // The hook itself is running, or about to.
        }
    }
}
