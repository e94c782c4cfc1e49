package io.fileview.labs.windows;

import static io.fileview.labs.windows.RealProgram.open;
import static io.fileview.labs.windows.RealProgram.require;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewsMappedException;
import io.fileview.labs.windows.RoundsProgram.Step;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What becomes of a file while a view of it is mapped, and right after. */
final class MappedFileChecks {
    private static final int SIZE = 200_000;
    private static final int ERROR_MORE_DATA = 234;
    private static final int KEY_CHARACTERS = 33;

    private final RealProgram program;
    private final Path directory;

    MappedFileChecks(RealProgram program, Path directory) {
        this.program = program;
        this.directory = directory;
    }

    void run() throws IOException {
        for (Step step : Step.values()) {
            String name = step.name().toLowerCase(Locale.ROOT);
            if (step == Step.TRUNCATE) {
                program.promise(
                        "a mapped file is not truncated, and right after the unmap it is",
                        () -> whileMapped(step, true));
            } else {
                program.questionFakedByWine(
                        "whether Windows lets one " + name + " a mapped file",
                        () -> whileMapped(step, false));
                program.promiseFakedByWine(
                        "right after the unmap one can " + name + " the file",
                        () -> afterUnmap(step));
            }
        }
        program.promise("a refused truncation names the live views", this::namedViews);
        program.promiseFakedByWine(
                "the mapping is open while another process deletes the file",
                this::deletedWhileOpen);
        program.questionFakedByWine(
                "whether the Restart Manager lists a process for its views alone",
                this::restartManager);
    }

    private Path file(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        return file;
    }

    private String whileMapped(Step step, boolean mustBeRefused) throws IOException {
        Path file = file("mapped-" + step);
        String refusal;
        try (FileMapping mapping = RealProgram.create(file, SIZE);
                View view = mapping.map()) {
            closeEarly(mapping); // the view alone keeps it
            view.segment().set(JAVA_BYTE, 0, (byte) 1);
            refusal = OtherProcess.refusal(step, file);
        }
        require(!mustBeRefused || !refusal.isEmpty(), "it was possible while a view was mapped");
        if (step == Step.DELETE && Files.notExists(file)) {
            return refusal.isEmpty()
                    ? "possible at once"
                    : "the file goes with its last view: " + refusal;
        }
        if (!refusal.isEmpty()) {
            String after = OtherProcess.refusal(step, file);
            require(after.isEmpty(), "refused after the unmap, too: " + after);
        }
        Files.deleteIfExists(file);
        return refusal.isEmpty() ? "possible" : "refused, and possible after the unmap: " + refusal;
    }

    private String afterUnmap(Step step) throws IOException {
        Path file = file("unmapped-" + step);
        try (FileMapping mapping = RealProgram.create(file, SIZE);
                View view = mapping.map()) {
            view.segment().fill((byte) 3);
            view.flush(Durability.DEVICE);
        }
        String refusal = OtherProcess.refusal(step, file);
        require(refusal.isEmpty(), refusal);
        Files.deleteIfExists(file);
        return "possible at once";
    }

    private String namedViews() throws IOException {
        Path file = file("named");
        try (FileMapping mapping = RealProgram.create(file, SIZE)) {
            String refusal = "";
            try (View view = mapping.map()) {
                require(view.length() == SIZE, "the view has " + view.length() + " bytes");
                mapping.truncate(1);
            } catch (ViewsMappedException e) {
                refusal = String.valueOf(e.getMessage());
            }
            require(!refusal.isEmpty(), "it was truncated");
            require(refusal.contains("1 view is mapped") && refusal.contains("length " + SIZE),
                    "no view is named: " + refusal);
            mapping.truncate(1);
            require(Files.size(file) == 1, "the file has " + Files.size(file) + " bytes");
        } finally {
            Files.deleteIfExists(file);
        }
        return "refused, and possible after the unmap";
    }

    private String deletedWhileOpen() throws IOException {
        Path file = file("open");
        try (FileMapping mapping = RealProgram.create(file, SIZE);
                OtherProcess.Talk other = OtherProcess.start()) {
            String refusal = other.ask(Step.DELETE, file);
            require(refusal.isEmpty(), refusal);
            require(mapping.size() == SIZE, "the mapping has " + mapping.size() + " bytes");
        }
        return "deleted";
    }

    @SuppressWarnings("restricted")
    private String restartManager() throws IOException {
        Path file = file("managed");
        try (FileMapping mapping = RealProgram.create(file, SIZE);
                View view = mapping.map();
                Arena arena = Arena.ofConfined()) {
            closeEarly(mapping);
            MemorySegment session = arena.allocate(4);
            MemorySegment key = arena.allocate(2 * KEY_CHARACTERS);
            long started = call("RmStartSession", session.address(), 0, key.address());
            require(started == 0, "RmStartSession ended with error " + started);
            int number = session.get(java.lang.foreign.ValueLayout.JAVA_INT, 0);
            try {
                MemorySegment names = arena.allocate(8);
                names.set(
                        java.lang.foreign.ValueLayout.JAVA_LONG,
                        0,
                        WindowsCalls.wide(file.toAbsolutePath().toString(), arena).address());
                long registered =
                        call("RmRegisterResources", number, 1, names.address(), 0, 0, 0, 0);
                require(registered == 0, "RmRegisterResources ended with error " + registered);
                MemorySegment needed = arena.allocate(4);
                MemorySegment count = arena.allocate(4);
                MemorySegment reasons = arena.allocate(4);
                long listed =
                        call("RmGetList", number, needed.address(), count.address(), 0,
                                reasons.address());
                require(
                        listed == 0 || listed == ERROR_MORE_DATA,
                        "RmGetList ended with error " + listed);
                return needed.get(java.lang.foreign.ValueLayout.JAVA_INT, 0)
                        + " processes, view of "
                        + view.length() + " bytes";
            } finally {
                call("RmEndSession", number);
            }
        }
    }

    private static void closeEarly(FileMapping mapping) {
        mapping.close();
    }

    private static long call(String name, long... arguments) throws IOException {
        return WindowsCalls.call("rstrtmgr", name, arguments) & 0xFFFF_FFFFL;
    }

    static void replaceContent(Path file, byte value) throws IOException {
        try (FileMapping mapping = open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.segment().fill(value);
            view.flush(Durability.DEVICE);
        }
    }
}
