package io.fileview.labs.windows;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What {@code real.cmd} runs on a Windows machine: everything that Wine cannot show. Under Wine it runs,
 * too, and says of each thing that Wine fakes that it is not shown.
 *
 * <p>Arguments: an empty directory to work in, the report to write, and after these, each of them {@code -}
 * where there is none: a directory on ReFS, one on a small volume that may be filled, one on a share.
 *
 * <p>Exit code 0: nothing was broken; 1: something was.
 */
public final class RealProgram {
    static final String NONE = "-";
    private static final String PART = "real";
    private static final long SEED = 12;

    /** Far more than anything takes, on a slow disk too. */
    private static final long LIMIT_MINUTES = 30;

    private final List<Row> rows = new ArrayList<>();
    private final boolean wine = WindowsCalls.isWine();
    private final Path report;
    private String now = "";
    private CompletableFuture<?> limit = CompletableFuture.completedFuture(null);

    /** Something that a promise or a question is about. */
    interface Check {
        /**
         * Tries it.
         *
         * @return what was seen
         * @throws BrokenPromiseException if it is not as promised
         * @throws CannotRunException if something for it is missing
         */
        String run() throws IOException;
    }

    /** Something is not as promised. */
    static final class BrokenPromiseException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenPromiseException(String message) {
            super(message);
        }
    }

    RealProgram(Path report) {
        this.report = report;
    }

    /**
     * Runs everything.
     *
     * @param arguments as above
     * @throws IOException if the report cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        RealProgram program = new RealProgram(Path.of(arguments[1]));
        program.start("the first check");
        new MappedFileChecks(program, directory).run();
        new MemoryChecks(program, directory).run();
        new VolumeChecks(program, directory).run(arguments[2], arguments[3], arguments[4]);
        program.nobodyCan();
        if (!program.wine) { // there the lab itself runs these, for longer
            program.part("rounds", rows -> RoundsProgram.run(
                    words("windows", directory.resolve("rounds"), 600, 60, SEED), rows));
            program.part("table", rows -> TableProgram.run(
                    words("windows", directory.resolve("table"), 200, 1L << 30), rows));
        }
        program.end();
        System.exit(program.isBroken() ? 1 : 0);
    }

    private static List<String> words(Object... arguments) {
        return Arrays.stream(arguments).map(Object::toString).toList();
    }

    /** A part of the lab, which hands its rows on. */
    interface Steps {
        void run(Consumer<Row> rows) throws IOException;
    }

    /** Runs a part of the lab. What it finds is in the report, and so is what ended it early. */
    void part(String title, Steps steps) throws IOException {
        start(title);
        try {
            steps.run(this::added);
        } catch (IOException | RuntimeException | LinkageError e) {
            add(new Row(title, "all", 0, Shown.BROKEN, "ended by " + e));
        }
    }

    private void added(Row row) {
        try {
            add(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isBroken() {
        return rows.stream().anyMatch(row -> row.shown() == Shown.BROKEN);
    }

    static void require(boolean holds, String otherwise) throws BrokenPromiseException {
        if (!holds) {
            throw new BrokenPromiseException(otherwise);
        }
    }

    static FileMapping open(Path file, Protection protection) throws IOException {
        return FileMapping.builder(file).engine("windows").protection(protection).open();
    }

    static FileMapping create(Path file, long size) throws IOException {
        return FileMapping.builder(file)
                .engine("windows")
                .protection(Protection.READ_WRITE)
                .createNew()
                .size(size)
                .open();
    }

    /** A promise whose row means what it says under Wine, too. */
    void promise(String what, Check check) throws IOException {
        row(what, Shown.HELD, false, check);
    }

    /** A promise that Wine would keep without doing anything. */
    void promiseFakedByWine(String what, Check check) throws IOException {
        row(what, Shown.HELD, true, check);
    }

    /** A question, which no promise answers, and Wine not truly. */
    void questionFakedByWine(String what, Check check) throws IOException {
        row(what, Shown.MEASURED, true, check);
    }

    private void row(String what, Shown good, boolean fake, Check check) throws IOException {
        start(what);
        Shown shown = good;
        String detail;
        try {
            detail = check.run();
        } catch (CannotRunException e) {
            shown = Shown.NOT_RUN;
            detail = String.valueOf(e.getMessage());
        } catch (BrokenPromiseException e) {
            shown = Shown.BROKEN;
            detail = String.valueOf(e.getMessage());
        } catch (IOException | RuntimeException | LinkageError e) {
            shown = Shown.BROKEN;
            detail = e.toString();
        }
        if (wine && fake) {
            shown = Shown.NOT_SHOWN;
            detail = "fake under Wine; seen: " + detail;
        }
        add(new Row(PART, what, 1, shown, detail));
    }

    private void nobodyCan() throws IOException {
        for (String what : List.of(
                "a power cut after a flush",
                "a device that reports an error while a page is read in",
                "locks that keep ReadFile and WriteFile of other programs off",
                "a commit limit that is reached",
                "a scanner that opens files as soon as they are written",
                "a console in another code page",
                "Windows on 64-bit ARM")) {
            add(new Row(PART, what, 0, Shown.NOT_SHOWN, "this program does not try it"));
        }
    }

    /** The report says what is being tried, should it end the JVM. */
    private synchronized void start(String what) throws IOException {
        now = what;
        write();
        limit.cancel(false);
        limit =
                CompletableFuture.runAsync(
                        this::tookTooLong,
                        CompletableFuture.delayedExecutor(LIMIT_MINUTES, TimeUnit.MINUTES));
    }

    private synchronized void add(Row row) throws IOException {
        rows.add(row);
        row.print();
        write();
    }

    synchronized void end() throws IOException {
        start("");
        limit.cancel(false);
    }

    /** Nothing else can be tried then: what hangs may hold files, and locks of the library. */
    private void tookTooLong() {
        try {
            added(
                    new Row(PART, now, 0, Shown.BROKEN,
                            "it has not ended in " + LIMIT_MINUTES + " minutes"));
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    private void write() throws IOException {
        Table table = new Table("what", "result", "detail");
        rows.forEach(
                row -> table.row(
                        (row.part().equals(PART) ? "" : row.part() + ": ") + row.what(),
                        row.shown().words(), row.detail()));
        StringBuilder text = new StringBuilder("Fileview on Windows\n");
        for (String property : List.of("os.name", "os.version", "os.arch", "java.vm.name",
                "java.vm.version")) {
            text.append(property).append(": ").append(System.getProperty(property)).append('\n');
        }
        text.append("Wine: ").append(wine ? "yes" : "no").append('\n');
        text.append("language: ").append(Locale.getDefault()).append('\n');
        text.append(now.isEmpty() ? "complete" : "NOT COMPLETE: ended during: " + now);
        text.append("\n\n").append(table).append('\n');
        for (Shown shown : Shown.values()) {
            long count = rows.stream().filter(row -> row.shown() == shown).count();
            text.append(shown.words()).append(": ").append(count).append('\n');
        }
        Files.writeString(report, text, StandardCharsets.UTF_8);
    }
}
