package io.fileview.labs.cluster;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A file system inside a file, through a loop device. */
final class LoopDisk implements Place {
    private static final long SIZE = 2L << 30;
    private static final int STEP = 1 << 20;

    /** The file systems, and the commands that make them. */
    enum Kind {
        EXT4("mkfs.ext4", List.of("-q", "-F")),
        XFS("mkfs.xfs", List.of("-q", "-f", "-m", "reflink=1")),
        BTRFS("mkfs.btrfs", List.of("-q", "-f"));

        private final String tool;
        private final List<String> options;

        Kind(String tool, List<String> options) {
            this.tool = tool;
            this.options = options;
        }

        String tool() {
            return tool;
        }
    }

    private final Kind kind;
    private final Path image;
    private final Path directory;
    private final Path witness;
    private final Undo undo = new Undo();

    private LoopDisk(Kind kind, Path work) {
        this.kind = kind;
        this.image = work.resolve("disk.image");
        this.directory = work.resolve("mount");
        this.witness = work.resolve("witness");
    }

    /** Makes the file system in a directory of its own and mounts it. */
    static LoopDisk make(Kind kind, Path work) throws IOException {
        LoopDisk disk = new LoopDisk(kind, work);
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
            file.setLength(SIZE);
        }
        List<String> command = new ArrayList<>(List.of(kind.tool));
        command.addAll(kind.options);
        command.add(image.toString());
        Tool.run(command.toArray(String[]::new));
        undo.later("unmount " + directory, () -> Mounts.unmount(directory));
        undo.later("unmount " + witness, () -> Mounts.unmount(witness));
        mount();
    }

    private void mount() throws IOException {
        undo.unlessOver(
                () -> {
                    Tool.run("mount", "-o", "loop", image.toString(), directory.toString());
                    Tool.run("mount", "--bind", directory.toString(), witness.toString());
                });
    }

    private void unmount() throws IOException {
        Mounts.unmount(witness);
        Mounts.unmount(directory);
    }

    @Override
    public String technology() {
        return kind.name().toLowerCase(Locale.ROOT);
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
        try (FileChannel channel =
                FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer part = ByteBuffer.allocate(STEP);
            long size = channel.size();
            for (long at = 0; at < size; at += STEP) {
                part.clear();
                channel.read(part, at);
                // File systems put a block at a multiple of its size.
                for (int from = 0; from + block.length <= part.position(); from += block.length) {
                    if (Arrays.equals(
                            part.array(), from, from + block.length, block, 0, block.length)) {
                        byte other = (byte) ~block[block.length / 2];
                        channel.write(
                                ByteBuffer.wrap(new byte[] {other}),
                                at + from + block.length / 2);
                        changed++;
                    }
                }
            }
            channel.force(true);
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

    /** As if the power failed now: what the loop device was given, mounted as a disk of its own. */
    @Override
    public boolean[] look(Path[] files, byte[][] bytes) throws IOException {
        Path copy = image.resolveSibling("copy.image");
        Path mount = image.resolveSibling("copy");
        boolean[] there = new boolean[files.length];
        try (Undo after = new Undo()) {
            Files.createDirectories(mount);
            after.later("delete " + copy, () -> Files.deleteIfExists(copy));
            Tool.run("cp", "--sparse=always", image.toString(), copy.toString());
            after.later("unmount " + mount, () -> Mounts.unmount(mount));
            String options = kind == Kind.XFS ? "loop,nouuid" : "loop";
            after.unlessOver(
                    () -> Tool.run("mount", "-o", options, copy.toString(), mount.toString()));
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
