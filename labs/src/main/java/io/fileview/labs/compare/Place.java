package io.fileview.labs.compare;

import io.fileview.labs.common.CommandLineProgram;
import io.fileview.labs.common.Disk;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The disks of the lab, the sizes of its files, and the promises that were broken. */
final class Place implements AutoCloseable {
    static final int MEBIBYTE = 1 << 20;
    static final int BLOCK_OF_STAT = 512;

    private final Path work;
    private final SplittableRandom random;
    private final boolean isBrief;
    private final Disk disk;
    private final List<Disk> others = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();

    Place(Path work, SplittableRandom random, boolean isBrief) throws IOException {
        this.work = work;
        this.random = random;
        this.isBrief = isBrief;
        this.disk = Disk.of(FileSystem.EXT4, work, "disk", (isBrief ? 512L : 6144L) * MEBIBYTE);
    }

    /** A directory that is on none of the disks. */
    Path work() {
        return work;
    }

    /** An ext4 with room for all files of the lab. */
    Disk disk() {
        return disk;
    }

    /** Makes another disk, which is there until the end. */
    Disk disk(FileSystem type, String name, long bytes) throws IOException {
        Disk made = Disk.of(type, work, name, bytes);
        others.add(made);
        return made;
    }

    boolean isBrief() {
        return isBrief;
    }

    /** Returns one of two numbers: that of the short form, or the other one. */
    int sized(int brief, int usual) {
        return isBrief ? brief : usual;
    }

    /** Makes a directory on the disk with room for all. */
    Path directory(String name) throws IOException {
        return Files.createDirectory(disk.directory().resolve(name));
    }

    /** Makes a file of random bytes. */
    Path file(Path file, int mebibytes) throws IOException {
        byte[] bytes = new byte[MEBIBYTE];
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int at = 0; at < mebibytes; at++) {
                random.nextBytes(bytes);
                out.write(bytes);
            }
        }
        return file;
    }

    /** Kills a process at the end. */
    void atEnd(Process process) {
        processes.add(process);
    }

    /** Notes that Fileview did not do what it promises. */
    void wrong(String what) {
        wrong.add(what);
    }

    List<String> wrong() {
        return wrong;
    }

    static List<String> fileview(Object... words) {
        return CommandLineProgram.with(words);
    }

    static List<String> tool(Object... words) {
        return List.of(words).stream().map(Object::toString).toList();
    }

    /** The bytes that a file has on its disk. */
    static long allocated(Path file) throws IOException {
        return Long.parseLong(Shell.run("stat", "-c", "%b", file.toString()).strip())
                * BLOCK_OF_STAT;
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.destroyForcibly().onExit().join();
        }
        try {
            for (Disk other : others) {
                other.close();
            }
        } finally {
            disk.close();
        }
    }
}
