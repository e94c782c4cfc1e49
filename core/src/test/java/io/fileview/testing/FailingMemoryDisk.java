package io.fileview.testing;

import io.fileview.memory.Behaviour;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.Path;

/** The disk below the file system in memory, which fails for the files of one directory. */
final class FailingMemoryDisk implements FailingDisk {
    private final MemoryFileSystem files = EngineUnderTest.files();
    private final Behaviour behaviour = files.behaviour();
    private final Path root;

    FailingMemoryDisk(Path directory, boolean losesFailedFirstWrites) throws IOException {
        root = TestFiles.createDirectory(directory.resolve("failing"));
        behaviour.losesFailedFirstWrites(losesFailedFirstWrites);
    }

    @Override
    public Path root() {
        return root;
    }

    @Override
    public void fail() {
        files.faults()
                .plan(
                        Faults.each(
                                call -> call.operation() == Operation.DISK_WRITE
                                        && call.file().startsWith(root.toString()),
                                Fault.error(OsError.EIO)));
    }

    @Override
    public void forgetZeros() {
        // A write can fail anywhere.
    }

    @Override
    public void recover() {
        files.faults().none();
    }

    @Override
    public void remount() throws IOException {
        for (String name : files.others().list(root)) {
            files.disk().writeBack(root.resolve(name));
            files.disk().evict(root.resolve(name));
        }
    }

    @Override
    public void close() {
        files.faults().none();
        behaviour.losesFailedFirstWrites(false);
    }
}
