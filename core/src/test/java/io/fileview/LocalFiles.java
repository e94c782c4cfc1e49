package io.fileview;

import io.fileview.contract.EngineWorld.Outside;
import io.fileview.testing.Command;
import io.fileview.testing.Needs;
import io.fileview.testing.TestFiles;
import io.fileview.windows.Wine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** What other programs do to a directory of the operating system. */
final class LocalFiles implements Outside {
    private static final Path LOCKS = Path.of("/proc/locks");

    private final Path directory;

    LocalFiles(Path directory) {
        this.directory = directory;
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    @Override
    public void write(String name, byte[] bytes) throws IOException {
        Files.write(path(name), bytes);
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(path(name));
    }

    @Override
    public void truncate(String name, long size) throws IOException {
        if (Needs.isWindows() && Wine.isHere()) {
            Wine.truncate(path(name), size);
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path(name).toFile(), "rw")) {
            file.setLength(size);
        }
    }

    @Override
    public void needTruncationOfMappedFiles() {
        Needs.truncationOfMappedFiles();
    }

    @Override
    public void needImmediateDeletion() throws IOException {
        Needs.immediateDeletion();
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(path(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(path(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void link(String name, String file) throws IOException {
        Files.createLink(path(name), path(file));
    }

    @Override
    public void symlink(String name, String target) throws IOException {
        TestFiles.createSymbolicLink(path(name), Path.of(target));
    }

    @Override
    public void createDirectory(String name) throws IOException {
        Files.createDirectory(path(name));
    }

    @Override
    public void copyAll(String from, String to) throws IOException {
        Files.copy(path(from), path(to), StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Override
    public void chmod(String name, int permissions) throws IOException {
        Needs.linux();
        Files.setAttribute(path(name), "unix:mode", permissions);
    }

    @Override
    public boolean chown(String name, int owner, int group) throws IOException {
        if (!isRoot()) {
            return false;
        }
        Files.setAttribute(path(name), "unix:uid", owner);
        Files.setAttribute(path(name), "unix:gid", group);
        return true;
    }

    /** The directory is this process's own. */
    private boolean isRoot() throws IOException {
        return !Needs.isWindows() && Integer.valueOf(0)
                .equals(Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public boolean makePipe(String name) throws IOException {
        if (!Command.exists("mkfifo")) {
            return false;
        }
        Command.run("mkfifo", path(name).toString());
        return true;
    }

    /** Makes another {@code /dev/zero}. */
    @Override
    public boolean makeDevice(String name) throws IOException {
        if (!isRoot() || !Command.exists("mknod")) {
            return false;
        }
        Command.run("mknod", path(name).toString(), "c", "1", "5");
        return true;
    }

    @Override
    public boolean isLocked(String name, long position) throws IOException {
        if (Needs.isWindows() || !Files.exists(LOCKS)) {
            return true;
        }
        // Such as: 1: POSIX ADVISORY WRITE 715 fe:00:2359 1099511627776 1099511627776
        String lock = ":" + Files.getAttribute(path(name), "unix:ino") + " " + position + " ";
        try (Stream<String> locks = Files.lines(LOCKS)) {
            return locks.anyMatch(line -> line.contains(lock));
        }
    }

    @Override
    public int count(String name) throws IOException {
        try (Stream<Path> entries = Files.list(path(name))) {
            return (int) entries.count();
        }
    }
}
