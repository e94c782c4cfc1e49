package io.fileview.labs.cluster;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Mounts;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** A file system inside a file, through a loop device. */
final class LoopDisk implements Place {
    private final FileSystem type;
    private final long size;
    private final Path image;
    private final Path directory;
    private final Path witness;
    private final Undo undo = new Undo();

    private LoopDisk(FileSystem type, Path work, long size) {
        this.type = type;
        this.size = size;
        this.image = work.resolve("disk.image");
        this.directory = work.resolve("mount");
        this.witness = work.resolve("witness");
    }

    /** Makes the file system in a directory of its own and mounts it. */
    static LoopDisk make(FileSystem type, Path work, long size) throws IOException {
        LoopDisk disk = new LoopDisk(type, work, size);
        try {
            disk.start();
            return disk;
        } catch (IOException | RuntimeException e) {
            disk.close();
            throw e;
        }
    }

    private void start() throws IOException {
        Files.createDirectories(directory);
        Files.createDirectories(witness);
        undo.later("delete " + image, () -> Files.deleteIfExists(image));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        type.make(image);
        undo.later("unmount " + directory, () -> Mounts.unmount(directory));
        undo.later("unmount " + witness, () -> Mounts.unmount(witness));
        mount();
    }

    private void mount() throws IOException {
        undo.unlessOver(
                () -> {
                    Shell.run("mount", "-o", "loop", image.toString(), directory.toString());
                    Shell.run("mount", "--bind", directory.toString(), witness.toString());
                });
    }

    private void unmount() throws IOException {
        Mounts.unmount(witness);
        Mounts.unmount(directory);
    }

    @Override
    public Technology technology() {
        return Technology.valueOf(type.title().toUpperCase(Locale.ROOT));
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Path witness() {
        return witness;
    }

    @Override
    public void remount() throws IOException {
        unmount();
        Mounts.dropCaches();
        mount();
    }

    /** Changes one byte of the block wherever the image has it. */
    @Override
    public void corrupt(Path file, byte[] block) throws IOException {
        unmount();
        int changed = 0;
        try (FileMapping mapping = FileMapping.open(image, Protection.READ_WRITE);
                View view = mapping.map()) {
            // A file system puts a block at a multiple of its size.
            long first = ByteBuffer.wrap(block).order(ByteOrder.nativeOrder()).getLong();
            MemorySegment disk = view.segment();
            for (long at = 0; at < disk.byteSize(); at += block.length) {
                if (disk.get(JAVA_LONG, at) == first
                        && disk.asSlice(at, block.length)
                                .mismatch(MemorySegment.ofArray(block)) < 0) {
                    long middle = at + block.length / 2;
                    disk.set(JAVA_BYTE, middle, (byte) ~disk.get(JAVA_BYTE, middle));
                    changed++;
                }
            }
            view.flush(Durability.DEVICE);
        } finally {
            Mounts.dropCaches();
            mount();
        }
        if (changed != 1) {
            throw new IOException(
                    "the block of " + file + " was found " + changed
                            + " times in the image instead of once");
        }
    }

    @Override
    public String disk() {
        return "a copy of the disk, taken at that moment,";
    }

    /** As if the power failed now: the content of the loop device, mounted as a disk of its own. */
    @Override
    public boolean[] onDisk(Path[] files, byte[][] bytes) throws IOException {
        Path copy = image.resolveSibling("copy.image");
        Path mount = image.resolveSibling("copy");
        boolean[] there = new boolean[files.length];
        try (Undo after = new Undo()) {
            Files.createDirectories(mount);
            after.later("delete " + copy, () -> Files.deleteIfExists(copy));
            Shell.run("cp", "--sparse=always", image.toString(), copy.toString());
            after.later("unmount " + mount, () -> Mounts.unmount(mount));
            String options = type == FileSystem.XFS ? "loop,nouuid" : "loop";
            after.unlessOver(
                    () -> Shell.run("mount", "-o", options, copy.toString(), mount.toString()));
            for (int i = 0; i < files.length; i++) {
                Path file = mount.resolve(directory.relativize(files[i]).toString());
                there[i] = Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes[i]);
            }
        }
        return there;
    }

    @Override
    public void close() {
        undo.close();
    }
}
