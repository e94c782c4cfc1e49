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

/** Files for tests. */
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

    /** A file of any size that takes no more room than the bytes at the offset. */
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

    /** Leaves no page of the file in memory, or gives up the test where that cannot be done. */
    static void dropFromMemory(Path path) throws IOException {
        assumeTrue(Stage.isOnDisk(path), "needs a file system on a disk");
        try (FileMapping mapping = FileMapping.open(path, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.flush(Durability.DEVICE);
            assumeTrue(view.pages().unknown(PageState.RESIDENT) == 0, "needs to see pages");
            assumeTrue(Stage.drop(view) == 0, "somebody keeps the file in memory");
        }
    }

    /** Brings pages into memory, one by one. */
    static void bringIn(Path path, int... pages) throws IOException {
        try (FileMapping mapping = FileMapping.open(path, Protection.READ_ONLY);
                View view =
                        mapping.view(0, mapping.size()).advice(Advice.RANDOM).map()) {
            for (int page : pages) {
                view.segment().get(ValueLayout.JAVA_BYTE, page * view.pageSize());
            }
        }
    }
}
