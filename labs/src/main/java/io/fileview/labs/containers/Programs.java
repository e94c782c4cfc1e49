package io.fileview.labs.containers;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.MemoryCgroup;
import io.fileview.labs.common.Shell;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The programs that run in containers: a copy that every user can read, and the JDK. */
final class Programs {
    private final Path directory;
    private final String classPath;
    private final @Nullable MemoryCgroup cgroup;

    private Programs(Path directory, String classPath, @Nullable MemoryCgroup cgroup) {
        this.directory = directory;
        this.classPath = classPath;
        this.cgroup = cgroup;
    }

    /**
     * Copies the programs into a directory, which is made. Jars are unpacked: where a filter lets statx
     * fail with EPERM, the JDK itself cannot open a jar.
     */
    static Programs in(Path directory, @Nullable MemoryCgroup cgroup) throws IOException {
        Files.createDirectory(directory);
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path original = Path.of(entry);
            Path copy = directory.resolve(String.valueOf(copies.size()));
            if (Files.isRegularFile(original)) {
                unpack(original, copy);
            } else if (!entry.isEmpty() && Files.isDirectory(original)) {
                Shell.run("cp", "-rL", entry, copy.toString());
            } else {
                continue;
            }
            copies.add(copy.toString());
        }
        Shell.run("chmod", "-R", "a+rX", directory.toString());
        return new Programs(directory, String.join(File.pathSeparator, copies), cgroup);
    }

    private static void unpack(Path jar, Path into) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!entry.isDirectory() && target.startsWith(into)) {
                    Files.createDirectories(target.getParent());
                    try (InputStream content = zip.getInputStream(entry)) {
                        Files.copy(content, target);
                    }
                }
            }
        }
    }

    /** Requires that users without privileges can execute this JDK. */
    static void requireReadableJava() throws IOException {
        for (Path at = Path.of(System.getProperty("java.home")).toRealPath();
                at != null;
                at = at.getParent()) {
            if (!Files.getPosixFilePermissions(at)
                    .contains(java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE)) {
                throw new CannotRunException(
                        at + " can be entered only by its owner, and this JDK is in it; set"
                                + " FILEVIEW_JAVA_HOME to one that every user can execute");
            }
        }
    }

    Path directory() {
        return directory;
    }

    String javaHome() {
        return System.getProperty("java.home");
    }

    List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(javaHome(), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    /** Returns what executes a program in the memory cgroup with a limit; nothing if there is none. */
    List<String> intoCgroup(long limit) throws IOException {
        if (limit == 0 || cgroup == null) {
            return List.of();
        }
        cgroup.limit(limit);
        return cgroup.around(List.of());
    }
}
