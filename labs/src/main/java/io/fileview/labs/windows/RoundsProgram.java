package io.fileview.labs.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * On Windows: maps a file, writes, flushes, unmaps, and at once truncates, deletes or replaces it, by
 * itself or through {@link OtherProcess}, without a garbage collection. In the control a mapping of the
 * JDK is left to the collector, as programs do.
 *
 * <p>Arguments: the engine, the directory, the number of rounds, that of the control, the seed.
 */
final class RoundsProgram {
    private static final int LONGEST = 300_000;
    private static final String PART = "rounds";

    private final String engine;
    private final Path directory;
    private final SplittableRandom random;
    private final OtherProcess.Talk other;
    private final List<Count> counts = new ArrayList<>();
    private final List<MappedByteBuffer> reachable = new ArrayList<>();
    private final Consumer<Row> rows;

    /** What a round ends with. */
    enum Step {
        TRUNCATE,
        DELETE,
        REPLACE
    }

    private static final class Count {
        private final Step step;
        private final boolean byOther;
        private long rounds;
        private long refused;
        private String first = "";

        Count(Step step, boolean byOther) {
            this.step = step;
            this.byOther = byOther;
        }
    }

    private RoundsProgram(
            String engine, Path directory, long seed, OtherProcess.Talk other, Consumer<Row> rows) {
        this.engine = engine;
        this.directory = directory;
        this.random = new SplittableRandom(seed);
        this.other = other;
        this.rows = rows;
    }

    public static void main(String[] arguments) throws IOException {
        run(List.of(arguments), Row::print);
    }

    /** Does what {@link #main} does, and hands each result on. */
    static void run(List<String> arguments, Consumer<Row> rows) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments.get(1)));
        long seed = Long.parseLong(arguments.get(4));
        try (OtherProcess.Talk other = OtherProcess.start()) {
            RoundsProgram rounds =
                    new RoundsProgram(arguments.get(0), directory, seed, other, rows);
            rounds.run(Long.parseLong(arguments.get(2)), false);
            rounds.report(false);
            rounds.run(Long.parseLong(arguments.get(3)), true);
            rounds.report(true);
        }
    }

    private void run(long rounds, boolean control) throws IOException {
        counts.clear();
        for (Step step : Step.values()) {
            counts.add(new Count(step, false));
            counts.add(new Count(step, true));
        }
        for (long round = 0; round < rounds; round++) {
            Count count = counts.get((int) (round % counts.size()));
            Path file = directory.resolve((control ? "control-" : "file-") + round);
            byte[] content = new byte[random.nextInt(2, LONGEST)];
            random.nextBytes(content);
            if (control) {
                leaveMapped(file, content);
                finish(count, file);
            } else {
                roundOfFileview(count, file, content);
            }
            // Of the control only what was not refused goes: the rest is mapped until the JVM ends.
            if (!control) {
                Files.deleteIfExists(file);
            }
        }
    }

    private void roundOfFileview(Count count, Path file, byte[] content) throws IOException {
        try (FileMapping mapping =
                FileMapping.builder(file)
                        .engine(engine)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(content.length)
                        .open()) {
            int start = random.nextInt(content.length);
            try (View whole = mapping.map();
                    View end = mapping.map(start, content.length - start)) {
                MemorySegment.copy(content, 0, whole.segment(), JAVA_BYTE, 0, content.length);
                end.flush(random.nextInt(8) == 0 ? Durability.DEVICE : Durability.WRITTEN);
                whole.flush(Durability.WRITTEN);
            }
            requireContent(file, content);
            // A handle does not forbid truncation; only a section and its views do.
            if (count.step == Step.TRUNCATE) {
                finish(count, file);
                return;
            }
        }
        finish(count, file);
    }

    private void leaveMapped(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer buffer =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, content.length);
            buffer.put(0, (byte) ~content[0]);
            reachable.add(buffer);
        }
    }

    private static void requireContent(Path file, byte[] content) throws IOException {
        if (!Arrays.equals(Files.readAllBytes(file), content)) {
            throw new IOException(file + " does not have what was written through its view");
        }
    }

    private void finish(Count count, Path file) throws IOException {
        count.rounds++;
        String refusal =
                count.byOther
                        ? other.ask(count.step, file)
                        : OtherProcess.refusal(count.step, file);
        if (!refusal.isEmpty()) {
            count.refused++;
            count.first = count.first.isEmpty() ? refusal : count.first;
        }
    }

    private void report(boolean control) {
        for (Count count : counts) {
            boolean fake = count.step == Step.DELETE && WindowsCalls.isWine();
            boolean right = control ? count.refused == count.rounds : count.refused == 0;
            // Whether a mapped file may be deleted depends on the version of Windows.
            boolean open = control && count.step == Step.DELETE;
            Shown shown =
                    count.rounds == 0
                            ? Shown.NOT_RUN
                            : fake
                                    ? Shown.NOT_SHOWN
                                    : open
                                            ? Shown.MEASURED
                                            : right ? Shown.HELD : Shown.BROKEN;
            rows.accept(new Row(
                    PART,
                    (control ? "control, mapped by the JDK: " : "unmapped: ")
                            + count.step.name().toLowerCase(Locale.ROOT) + " by "
                            + (count.byOther ? "another process" : "this process"),
                    count.rounds,
                    shown,
                    "refused " + count.refused
                            + (count.first.isEmpty() ? "" : ", first: " + count.first)
                            + (fake
                                    ? "; Wine does not do what Windows does with a deleted file that is mapped"
                                    : "")));
        }
    }
}
