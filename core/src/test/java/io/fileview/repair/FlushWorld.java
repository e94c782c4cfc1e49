package io.fileview.repair;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;

/** A file in memory that is mapped and flushed. */
final class FlushWorld {
    static final int PAGE = 4096;
    static final Path FILE = Path.of("/flushes/file").toAbsolutePath();

    final MemoryFileSystem system;

    FlushWorld(int pages, Options options) throws IOException {
        system = new MemoryFileSystem(options);
        system.others().createDirectories(FILE.getParent());
        byte[] bytes = new byte[pages * PAGE];
        Arrays.fill(bytes, (byte) 'a');
        system.others().write(FILE, bytes);
    }

    FlushWorld(int pages) throws IOException {
        this(pages, Options.DEFAULT);
    }

    FileMapping open(Protection protection) throws IOException {
        return FileMapping.builder(FILE)
                .engine(system.engine())
                .protection(protection)
                .waitLimit(Deadline.FOREVER)
                .open();
    }

    FileMapping open() throws IOException {
        return open(Protection.READ_WRITE);
    }

    static void fill(View view, int page, int value) throws IOException {
        view.guarded().fill((long) page * PAGE, PAGE, (byte) value);
    }

    byte durable(int page) throws IOException {
        return system.disk().readDurable(FILE)[page * PAGE];
    }

    void failOnce(Operation operation) {
        system.faults().plan(Faults.once(operation, Fault.error(OsError.EIO)));
    }

    void failEach(Predicate<Call> which) {
        system.faults().plan(Faults.each(which, Fault.error(OsError.EIO)));
    }

    void watch() {
        system.faults().plan(call -> Fault.NONE);
    }

    long calls(Operation operation) {
        return system.faults().log().stream().filter(call -> call.operation() == operation).count();
    }

    /** Lets the disk refuse a page, of which the file system tells nobody yet. */
    void failInBackground() throws IOException {
        failOnce(Operation.DISK_WRITE);
        system.disk().writeBack(FILE);
        system.faults().none();
    }

    static void flush(FileMapping mapping) throws IOException {
        mapping.flush(Durability.DEVICE);
    }
}
