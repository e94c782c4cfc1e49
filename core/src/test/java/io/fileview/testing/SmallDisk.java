package io.fileview.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A directory with room for so many bytes and no more. */
public final class SmallDisk implements AutoCloseable {
    private interface Closing {
        void run() throws IOException;
    }

    private final Path root;
    private final Closing closing;

    private SmallDisk(Path root, Closing closing) {
        this.root = root;
        this.closing = closing;
    }

    public static SmallDisk in(Path directory, long size) throws IOException {
        if (!EngineUnderTest.isMemory()) {
            Disk disk = Disk.inMemory(directory.resolve("small"), size);
            return new SmallDisk(disk.root(), disk::close);
        }
        Path root = TestFiles.createDirectory(directory.resolve("small"));
        long used = EngineUnderTest.files().usedSpace();
        EngineUnderTest.files().behaviour().spaceLimit(used + size);
        return new SmallDisk(
                root, () -> EngineUnderTest.files().behaviour().spaceLimit(Long.MAX_VALUE));
    }

    public Path root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        closing.run();
    }
}
