package io.fileview.messages;

import io.fileview.Advice;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitReader;
import io.fileview.spi.Directory;
import io.fileview.spi.FileLocation;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.SeccompFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel refuses each system call, with several errors, while a program does what programs do. A
 * thread of its own has a filter that does so, so that the engine meets the real errors, and the JDK
 * its texts for them.
 */
final class DenialProvocations {
    private static final int SIZE = 16 * 4096;
    private static final List<String> ERRORS =
            List.of("EIO", "EPERM", "EACCES", "EINVAL", "ENOSPC", "ENODEV");

    /** An answer to an error that fails as well. */
    private static final String[][] TOGETHER = {
        {"fallocate=ENOSPC", "unlinkat=EACCES"},
        {"fallocate=ENOSPC", "readlinkat=EACCES"},
        {"fdatasync=EIO", "madvise=EIO"},
        {"msync=EIO", "madvise=EIO"},
        {"statx=EIO", "newfstatat=EIO"},
        {"fstat=EIO", "unlink=EIO"}
    };

    /** This says that another process has the lock, and is waited for. */
    private static final String ANOTHER_HAS_IT = "fcntl=EACCES";

    /** Without these a thread of a JVM cannot do its own work. */
    private static final List<String> NEEDED = List.of("munmap", "read", "write");

    private final Path directory;
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private int runs;

    private DenialProvocations(Path directory) {
        this.directory = directory;
        programs.put("an opening", DenialProvocations::open);
        programs.put("a creation", DenialProvocations::create);
        programs.put("a change of the size", DenialProvocations::resize);
        programs.put("a flush", DenialProvocations::flush);
        programs.put("an inspection", DenialProvocations::inspect);
        programs.put("memory", DenialProvocations::memory);
        programs.put("a commit", DenialProvocations::commit);
        programs.put("a rollback", DenialProvocations::rollback);
        programs.put("a reader", DenialProvocations::read);
        programs.put("an entry of a directory", DenialProvocations::entries);
    }

    private interface Program {
        void run(Path file) throws IOException;
    }

    /** Returns those that the program notices. */
    static List<Provocation> in(Path directory) throws Exception {
        DenialProvocations denials = new DenialProvocations(directory);
        List<Provocation> all = new ArrayList<>();
        for (Map.Entry<String, Program> program : denials.programs.entrySet()) {
            Throwable failed = denials.run(List.of(), program.getValue());
            if (failed != null) {
                throw new AssertionError(program.getKey() + " fails by itself", failed);
            }
            for (String call : SeccompFilter.calls()) {
                if (!NEEDED.contains(call) && !isForTexts(call)) {
                    denials.add(all, call, program.getKey(), program.getValue());
                }
            }
        }
        for (String[] calls : TOGETHER) {
            for (Map.Entry<String, Program> program : denials.programs.entrySet()) {
                denials.add(all, List.of(calls), program.getKey(), program.getValue());
            }
        }
        return all;
    }

    /** The JVM ends if it cannot map what translates the texts that the JDK asks for. */
    private static boolean isForTexts(String call) {
        return call.equals("mmap") && EngineUnderTest.name().equals("portable");
    }

    private void add(List<Provocation> all, String call, String what, Program program)
            throws Exception {
        for (String error : ERRORS) {
            String denied = call + "=" + error;
            if (!denied.equals(ANOTHER_HAS_IT)) {
                add(all, List.of(denied), what, program);
            }
        }
    }

    private void add(List<Provocation> all, List<String> denied, String what, Program program)
            throws Exception {
        Throwable refused = run(denied, program);
        if (refused != null) {
            all.add(
                    new Provocation(
                            String.join(" and ", denied) + " in " + what,
                            () -> {
                                throw refused;
                            }));
        }
    }

    /**
     * Runs a program in a thread of its own. The threads in which the JDK transfers inherit what is
     * denied to the thread that first needed them, so they have to end with it.
     */
    private Throwable run(List<String> denied, Program program) throws Exception {
        Path place = Files.createDirectory(directory.resolve("denied" + runs++));
        Path file = Files.write(place.resolve("file"), new byte[SIZE]);
        Throwable[] refused = new Throwable[1];
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        if (!denied.isEmpty()) {
                                            SeccompFilter.denyToThisThread(denied);
                                        }
                                        program.run(file);
                                    } catch (Throwable failure) {
                                        refused[0] = failure;
                                    }
                                });
        thread.join();
        TransferThreads.awaitEnd();
        return refused[0];
    }

    private static void open(Path file) throws IOException {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.guarded().setByte(0, (byte) 1);
        }
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map()) {
            view.guarded().setByte(0, (byte) 1);
        }
    }

    private static void create(Path file) throws IOException {
        Path created = file.resolveSibling("created");
        try (FileMapping mapping =
                EngineUnderTest.builder(created)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(SIZE)
                        .open();
                View view = mapping.map()) {
            view.guarded().setByte(0, (byte) 1);
            view.flush(Durability.DEVICE);
        }
        Path link = Files.createSymbolicLink(file.resolveSibling("link"), Path.of("linked"));
        EngineUnderTest.builder(link)
                .protection(Protection.READ_WRITE)
                .create()
                .size(1)
                .open()
                .close();
    }

    private static void resize(Path file) throws IOException {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            mapping.grow(2 * SIZE);
            try (View view = mapping.map(0, SIZE)) {
                view.remap(2 * SIZE);
            }
            mapping.truncate(SIZE);
            mapping.nextData(0);
        }
    }

    private static void flush(Path file) throws IOException {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.guarded().setByte(0, (byte) 1);
            view.flush(Durability.SCHEDULED);
            view.flush(Durability.WRITTEN);
            view.guarded().setByte(4096, (byte) 1);
            try {
                view.flush(Durability.DEVICE);
            } catch (IOException first) {
                view.flush(Durability.DEVICE);
                throw first;
            }
        }
    }

    private static void inspect(Path file) throws IOException {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.pages();
            mapping.cached();
            view.prefetch();
            for (Advice advice : Advice.values()) {
                view.advise(advice);
            }
            view.guarded().bySystemCall().getByte(0);
            if (!EngineUnderTest.name().equals("portable")) {
                view.lock(0, 4096);
                view.unlock(0, 4096);
                view.trim();
            }
            mapping.duplicate().close();
        }
    }

    private static void memory(Path file) throws IOException {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(SIZE).open();
                View view = memory.map()) {
            view.guarded().setByte(0, (byte) file.getNameCount());
        }
    }

    private static void commit(Path file) throws IOException {
        try (CommitMapping commits = open(file, 2 * SIZE)) {
            try (View view = commits.map()) {
                view.guarded().setByte(0, (byte) 1);
                commits.commit();
                commits.checkpoint();
            }
            commits.snapshot().close();
            commits.grow(3 * SIZE);
        }
    }

    private static void rollback(Path file) throws IOException {
        try (CommitMapping commits = open(file, SIZE); View view = commits.map()) {
            view.guarded().setByte(0, (byte) 1);
            commits.rollback();
        }
    }

    private static CommitMapping open(Path file, long size) throws IOException {
        return CommitMapping.builder(file).engine(EngineUnderTest.engine()).size(size).open();
    }

    private static void entries(Path file) throws IOException {
        Directory entries = EngineUnderTest.engine().resolve(FileLocation.of(file)).directory();
        try {
            entries.find("file");
            entries.status("file");
            entries.rename("file", "renamed");
            entries.flush();
            entries.openTemporary("temporary", "a temporary copy").close();
            entries.remove("renamed");
        } finally {
            entries.close();
        }
    }

    private static void read(Path file) throws IOException {
        try (CommitReader reader = CommitReader.open(file, EngineUnderTest.engine());
                View view = reader.map()) {
            reader.readLock().close();
            view.guarded().getByte(0);
            reader.snapshot().close();
        }
    }
}
