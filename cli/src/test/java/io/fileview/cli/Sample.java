package io.fileview.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.Advice;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/** Test files. */
final class Sample {
    private Sample() {}

    static Path file(Path path, byte[] bytes) throws IOException {
        return Files.write(path, bytes);
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** A sparse file of any size that contains only the bytes at the offset. */
    static Path sparse(Path path, long size, long offset, byte[] bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.SPARSE,
                        StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
        return path;
    }

    /** Evicts all pages of the file from memory; skips the test if that is not possible. */
    static void evict(Path path) throws IOException {
        assumeTrue(DemoTarget.isOnDisk(path), "needs a file system on a disk");
        try (FileMapping mapping = FileMapping.open(path, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.flush(Durability.DEVICE);
            assumeTrue(view.pages().unknown(PageState.RESIDENT) == 0, "needs to see pages");
            assumeTrue(DemoTarget.evict(view) == 0, "something keeps the file in memory");
        }
    }

    /** Faults in individual pages. */
    static void faultIn(Path path, int... pages) throws IOException {
        try (FileMapping mapping = FileMapping.open(path, Protection.READ_ONLY);
                View view =
                        mapping.view(0, mapping.size()).advice(Advice.RANDOM).map()) {
            for (int page : pages) {
                view.segment().get(ValueLayout.JAVA_BYTE, page * view.pageSize());
            }
        }
    }
}
