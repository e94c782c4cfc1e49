package io.fileview.labs.workload;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Files that are created with a size, filled and flushed, then grown, filled and flushed again: what
 * must be durable is the directory entry, the size and the content.
 */
final class GrowthWorkload implements Workload {
    private static final int LARGEST = 150_000;

    @Override
    public String title() {
        return "create and grow";
    }

    @Override
    public boolean needsRoom() {
        return true;
    }

    @Override
    public int rounds() {
        return 120;
    }

    @Override
    public void run(Run run) throws IOException {
        for (int number = 1; number <= run.rounds(); number++) {
            Sizes sizes = Sizes.of(number, run.seed());
            FileMapping[] opened = new FileMapping[1];
            MappingBuilder builder = builder(run.directory(), number, sizes);
            run.trouble().until(() -> opened[0] = builder.open());
            try (FileMapping mapping = opened[0]) {
                fillAndGrow(run, mapping, number, sizes);
            }
        }
    }

    private static MappingBuilder builder(Path directory, int number, Sizes sizes) {
        MappingBuilder builder =
                FileMapping.builder(path(directory, number))
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(sizes.first);
        return number % 2 == 0 ? builder.sparse() : builder;
    }

    private static void fillAndGrow(Run run, FileMapping mapping, int number, Sizes sizes)
            throws IOException {
        Path path = path(run.directory(), number);
        try (View view = mapping.map()) {
            run.trouble().until(() -> fill(view, path, number, run.seed()));
            end(view, run, 2L * number - 1);
            run.trouble().until(() -> mapping.grow(sizes.second));
            if (number % 3 == 0) {
                view.remap(sizes.second);
                run.trouble().until(() -> fill(view, path, number, run.seed()));
                end(view, run, 2L * number);
                return;
            }
        }
        try (View rest = mapping.map(sizes.first, sizes.second - sizes.first)) {
            run.trouble().until(() -> fill(rest, path, number, run.seed()));
            end(rest, run, 2L * number);
        }
    }

    private static void end(View view, Run run, long value) throws IOException {
        if (run.mode() == Mode.PROPER) {
            run.trouble().until(() -> view.flush(Durability.DEVICE));
        }
        run.marks().mark(0, value);
    }

    /**
     * Fills a view and reads the file again, since a write into a hole for which there is no room is
     * reported late or not at all.
     */
    private static void fill(View view, Path path, int number, long seed) throws IOException {
        try {
            for (long at = 0; at < view.length(); at++) {
                view.segment().set(JAVA_BYTE, at, content(number, view.offset() + at, seed));
            }
            byte[] bytes = Files.readAllBytes(path);
            for (long at = view.offset(); at < view.offset() + view.length(); at++) {
                if (bytes[(int) at] != content(number, at, seed)) {
                    throw new IOException("a page of " + path + " was not written");
                }
            }
        } catch (InternalError noRoom) {
            throw new IOException("a page of " + path + " cannot be written", noRoom);
        }
    }

    private static Path path(Path directory, int number) {
        return directory.resolve("file-" + number);
    }

    private static byte content(int number, long offset, long seed) {
        return (byte) (seed + number * 31L + offset * 7 + (offset >>> 12));
    }

    private record Sizes(int first, int second) {
        static Sizes of(int number, long seed) {
            int first = 1 + (int) Math.floorMod(Mix.of(seed, number, 0), (long) LARGEST);
            int more = 1 + (int) Math.floorMod(Mix.of(seed, number, 1), (long) LARGEST);
            return new Sizes(first, first + more);
        }
    }

    @Override
    public Verdict check(Path directory, Map<Integer, Long> marks, long seed)
            throws IOException {
        Verdict.Tally tally = new Verdict.Tally();
        long mark = marks.getOrDefault(0, 0L);
        for (int number = 1; 2L * number - 1 <= mark; number++) {
            Sizes sizes = Sizes.of(number, seed);
            int needed = 2L * number <= mark ? sizes.second : sizes.first;
            Path path = path(directory, number);
            if (!Files.exists(path)) {
                tally.lost("file " + number + " is not there");
                continue;
            }
            byte[] bytes = Files.readAllBytes(path);
            if (bytes.length < needed) {
                tally.lost("file " + number + " has " + bytes.length + " bytes of " + needed);
            } else if (mismatch(bytes, needed, number, seed) >= 0) {
                tally.lost("file " + number + ", " + needed + " bytes, is wrong from "
                        + mismatch(bytes, needed, number, seed));
            } else {
                tally.there();
            }
        }
        return tally.verdict();
    }

    private static int mismatch(byte[] bytes, int length, int number, long seed) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] != content(number, i, seed)) {
                return i;
            }
        }
        return -1;
    }
}
