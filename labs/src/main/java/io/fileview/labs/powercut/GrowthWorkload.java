package io.fileview.labs.powercut;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.disk.DurableMarks;
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
    public int rounds() {
        return 120;
    }

    @Override
    public void run(Path directory, DurableMarks marks, long seed, Mode mode, int rounds)
            throws IOException {
        for (int number = 1; number <= rounds; number++) {
            Sizes sizes = Sizes.of(number, seed);
            MappingBuilder builder =
                    FileMapping.builder(path(directory, number))
                            .protection(Protection.READ_WRITE)
                            .createNew()
                            .size(sizes.first);
            if (number % 2 == 0) {
                builder.sparse();
            }
            try (FileMapping mapping = builder.open()) {
                try (View view = mapping.map()) {
                    fill(view, number, seed);
                    end(view, mode, marks, 2L * number - 1);
                    mapping.grow(sizes.second);
                    if (number % 3 == 0) {
                        view.remap(sizes.second);
                        fill(view, number, seed);
                        end(view, mode, marks, 2L * number);
                    }
                }
                if (number % 3 != 0) {
                    try (View rest = mapping.map(sizes.first, sizes.second - sizes.first)) {
                        fill(rest, number, seed);
                        end(rest, mode, marks, 2L * number);
                    }
                }
            }
        }
    }

    private static void end(View view, Mode mode, DurableMarks marks, long value)
            throws IOException {
        if (mode == Mode.PROPER) {
            view.flush(Durability.DEVICE);
        }
        marks.mark(0, value);
    }

    private static void fill(View view, int number, long seed) {
        for (long at = 0; at < view.length(); at++) {
            view.segment().set(JAVA_BYTE, at, content(number, view.offset() + at, seed));
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
