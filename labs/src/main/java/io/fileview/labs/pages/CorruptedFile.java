package io.fileview.labs.pages;

import static io.fileview.labs.pages.PageErrorProgram.GOOD_PAGES;
import static io.fileview.labs.pages.PageErrorProgram.PAGE;
import static io.fileview.labs.pages.PageErrorProgram.PAGES;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.LoopDevice;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A file on btrfs; one byte of each bad page was changed on the device, behind its checksum. */
final class CorruptedFile implements AutoCloseable {
    private final LoopDevice device;
    private final FileSystem.Mount mount;

    private CorruptedFile(LoopDevice device, FileSystem.Mount mount) {
        this.device = device;
        this.mount = mount;
    }

    static CorruptedFile in(Path directory, long seed) throws IOException {
        Path image = directory.resolve("btrfs.image");
        Path root = Files.createDirectory(directory.resolve("btrfs"));
        try (RandomAccessFile sized = new RandomAccessFile(image.toFile(), "rw")) {
            sized.setLength(FileSystem.BTRFS.size());
        }
        FileSystem.BTRFS.make(image);
        byte[] content = contentFor(seed);
        try (LoopDevice device = LoopDevice.over(image);
                FileSystem.Mount mount = FileSystem.BTRFS.mount(device.path(), root)) {
            Files.write(mount.directory().resolve("file"), content);
            Shell.run("sync", "--file-system", mount.directory().toString());
        }
        corrupt(image, content);
        LoopDevice device = LoopDevice.over(image);
        try {
            return new CorruptedFile(device, FileSystem.BTRFS.mount(device.path(), root));
        } catch (IOException failure) {
            device.close();
            throw failure;
        }
    }

    static byte[] contentFor(long seed) {
        byte[] content = new byte[PAGES * PAGE];
        new SplittableRandom(seed).nextBytes(content);
        return content;
    }

    private static void corrupt(Path image, byte[] content) throws IOException {
        try (FileMapping mapping = FileMapping.open(image, Protection.READ_WRITE);
                View view = mapping.map()) {
            GuardedAccess access = view.guarded();
            for (int page = GOOD_PAGES; page < PAGES; page++) {
                byte[] bytes = Arrays.copyOfRange(content, page * PAGE, (page + 1) * PAGE);
                long at = access.indexOf(bytes, 0, view.length());
                if (at < 0) {
                    throw new IOException("page " + page + " is not found in " + image);
                }
                access.setByte(at, (byte) ~bytes[0]);
            }
        }
    }

    Path path() {
        return mount.directory().resolve("file");
    }

    /** Gives the good pages their first content again. */
    void restore(long seed) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path().toFile(), "rw")) {
            file.write(contentFor(seed), 0, GOOD_PAGES * PAGE);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            mount.close();
        } finally {
            device.close();
        }
    }
}
