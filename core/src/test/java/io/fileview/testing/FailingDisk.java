package io.fileview.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A disk that fails all writes while a test wants it, with a file system of its own. */
public interface FailingDisk extends AutoCloseable {
    /** With a file system that reads zeros where the first write of a block failed, as ext4 does. */
    static FailingDisk in(Path directory) throws IOException {
        return EngineUnderTest.isMemory()
                ? new FailingMemoryDisk(directory, true)
                : FailingLoopDisk.withExt4(directory);
    }

    /** With xfs, whose data fails apart from its journal: that has its room already. */
    static FailingDisk withXfs(Path directory) throws IOException {
        return EngineUnderTest.isMemory()
                ? new FailingMemoryDisk(directory, false)
                : FailingLoopDisk.withXfs(directory);
    }

    Path root();

    void fail();

    /** Where the disk has zeros it needs room again, so that a write there can fail. */
    void forgetZeros() throws IOException;

    void recover() throws IOException;

    /** Takes away all that is in memory alone: files have what the disk has. */
    void remount() throws IOException;

    @Override
    void close() throws IOException;
}
