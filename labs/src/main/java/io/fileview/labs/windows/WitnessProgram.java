package io.fileview.labs.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.windows.LinuxSide.Question;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Under Wine: compares what the engine says with what the Linux kernel says of the same file, wherever
 * Wine could answer without having done anything.
 *
 * <p>Arguments: the engine, the directory.
 */
final class WitnessProgram {
    private static final String PART = "witness";
    private static final int PAGE = 4096;
    private static final int PAGES = 256;
    private static final int WRITTEN = 40;

    private final String engine;
    private final Path file;

    private WitnessProgram(String engine, Path file) {
        this.engine = engine;
        this.file = file;
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[1]));
        WitnessProgram program = new WitnessProgram(arguments[0], directory.resolve("witnessed"));
        byte[] content = new byte[PAGES * PAGE];
        Arrays.fill(content, (byte) 7);
        Files.write(program.file, content);
        program.flush();
        program.workingSet();
        program.privatePages();
        program.unmapped();
    }

    private FileMapping open(Protection protection) throws IOException {
        return FileMapping.builder(file).engine(engine).protection(protection).open();
    }

    private static void write(View view, int pages) {
        for (int page = 0; page < pages; page++) {
            view.segment().set(JAVA_BYTE, (long) page * PAGE, (byte) page);
        }
    }

    private void flush() throws IOException {
        LinuxSide.ask(Question.EVICT, file, 0);
        try (FileMapping mapping = open(Protection.READ_WRITE);
                View view = mapping.map()) {
            write(view, WRITTEN);
            long before = LinuxSide.ask(Question.CACHED, file, 0)[1];
            view.flush(Durability.DEVICE);
            long after = LinuxSide.ask(Question.CACHED, file, 0)[1];
            row(
                    "flush to the device: dirty pages before and after, by cachestat",
                    before >= WRITTEN && after == 0,
                    before + " and " + after);
            write(view, WRITTEN);
            long again = LinuxSide.ask(Question.CACHED, file, 0)[1];
            view.flush(Durability.WRITTEN);
            new Row(
                    PART,
                    "flush to the system, FlushViewOfFile",
                    WRITTEN,
                    Shown.NOT_SHOWN,
                    "Wine starts to write and does not wait: dirty before " + again + ", after "
                            + LinuxSide.ask(Question.CACHED, file, 0)[1])
                    .print();
        }
        new Row(
                PART,
                "flush of every view of the file before its handle",
                1,
                Shown.NOT_SHOWN,
                "the fsync of Wine writes what a forgotten FlushViewOfFile would leave")
                .print();
    }

    private void workingSet() throws IOException {
        LinuxSide.ask(Question.EVICT, file, 0);
        try (FileMapping mapping = open(Protection.READ_ONLY);
                View view = mapping.map()) {
            long sum = 0;
            for (int page = 0; page < PAGES; page += 64) {
                sum += view.segment().get(JAVA_BYTE, (long) page * PAGE);
            }
            int said = view.pages().count(PageState.WORKING_SET);
            long seen = LinuxSide.ask(Question.MAPPED, file, 0)[0];
            row(
                    "pages in the working set, by smaps (sum of what was read: " + sum + ")",
                    said == seen && said >= PAGES / 64,
                    "the engine says " + said + ", the kernel " + seen + " of " + PAGES);
        }
    }

    private void privatePages() throws IOException {
        try (FileMapping mapping = open(Protection.COPY_ON_WRITE);
                View view = mapping.map()) {
            write(view, WRITTEN);
            int said = view.pages().count(PageState.PRIVATE);
            long seen = LinuxSide.ask(Question.MAPPED, file, 0)[1];
            row(
                    "private pages of a copy-on-write view, by smaps",
                    said == WRITTEN && seen == WRITTEN,
                    "the engine says " + said + ", the kernel " + seen + " of " + WRITTEN);
        }
    }

    private void unmapped() throws IOException {
        View view;
        try (FileMapping mapping = open(Protection.READ_ONLY)) {
            view = mapping.map();
            view.segment().get(JAVA_BYTE, 0);
            long mapped = LinuxSide.ask(Question.MAPPED, file, 0)[0];
            view.close();
            long left = LinuxSide.ask(Question.MAPPED, file, 0)[0];
            row(
                    "pages mapped before and after an unmap, by smaps",
                    mapped > 0 && left == 0,
                    mapped + " and " + left);
        }
    }

    private static void row(String what, boolean held, String detail) {
        new Row(PART, what, 1, held ? Shown.HELD : Shown.BROKEN, detail).print();
    }
}
