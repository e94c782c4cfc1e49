package io.fileview.messages;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Each operation of an engine fails, in several ways, while a program does what programs do. */
final class FaultProvocations {
    private static final Path FILE = Path.of("/faults/file").toAbsolutePath();
    private static final int SIZE = 16384;
    private static final List<OsError> ERRORS =
            List.of(OsError.EIO, OsError.ENOSPC, OsError.EACCES);

    private FaultProvocations() {}

    private interface Program {
        void run(MemoryFileSystem system) throws IOException;
    }

    /** Only those that the program notices. */
    static List<Provocation> all() throws IOException {
        List<Provocation> all = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            for (OsError error : ERRORS) {
                add(all, operation, error, "a flush", FaultProvocations::flush);
                add(all, operation, error, "a commit", FaultProvocations::commit);
                add(all, operation, error, "a reader", FaultProvocations::read);
            }
        }
        return all;
    }

    private static void add(
            List<Provocation> all, Operation operation, OsError error, String what, Program program)
            throws IOException {
        Provocation.Act act = () -> fail(operation, error, program);
        try {
            act.run();
        } catch (Unnoticed passed) {
            return;
        } catch (Throwable refused) {
            String name = error + " at " + operation + " in " + what;
            all.add(
                    new Provocation(
                            name,
                            () -> {
                                throw refused;
                            }));
        }
    }

    private static final class Unnoticed extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static void fail(Operation operation, OsError error, Program program)
            throws IOException, Unnoticed {
        MemoryFileSystem system = new MemoryFileSystem(Options.DEFAULT);
        system.others().createDirectories(FILE.getParent());
        system.others().write(FILE, new byte[SIZE]);
        system.faults().plan(Faults.each(operation, Fault.error(error)));
        try {
            program.run(system);
        } finally {
            system.faults().none();
        }
        throw new Unnoticed();
    }

    private static void flush(MemoryFileSystem system) throws IOException {
        try (FileMapping mapping = open(system)) {
            try (View view = mapping.map()) {
                view.guarded().setByte(0, (byte) 1);
                view.pages();
                view.prefetch();
                view.lock();
                view.unlock();
                view.trim();
                view.flush(Durability.WRITTEN);
                view.flush(Durability.DEVICE);
                mapping.grow(2 * SIZE);
                view.remap(2 * SIZE);
            }
            mapping.truncate(SIZE);
        }
    }

    private static void commit(MemoryFileSystem system) throws IOException {
        try (CommitMapping commits =
                CommitMapping.builder(FILE).engine(system.engine()).open()) {
            try (View view = commits.map()) {
                view.guarded().setByte(0, (byte) 1);
                commits.commit();
                view.guarded().setByte(0, (byte) 2);
                commits.rollback();
                commits.checkpoint();
                commits.snapshot().close();
            }
            commits.grow(2 * SIZE);
        }
    }

    private static void read(MemoryFileSystem system) throws IOException {
        try (CommitReader reader = CommitReader.open(FILE, system.engine());
                View view = reader.map();
                CommitReader.ReadLock lock = reader.readLock()) {
            Objects.requireNonNull(lock);
            view.guarded().getByte(0);
            reader.snapshot().close();
        }
    }

    private static FileMapping open(MemoryFileSystem system) throws IOException {
        return FileMapping.builder(FILE)
                .engine(system.engine())
                .protection(Protection.READ_WRITE)
                .open();
    }
}
