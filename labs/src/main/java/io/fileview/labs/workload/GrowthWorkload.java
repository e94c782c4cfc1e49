package io.fileview.labs.workload;

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
 * Files that are created with a size, filled and flushed, then grown, filled and flushed again: their
 * directory entry, size and content must be durable. Mark {@code 2n - 1} stands for the first part of
 * file {@code n}, mark {@code 2n} for all of it.
 */
final class GrowthWorkload implements Workload {
    private static final int LARGEST = 150_000;

    @Override
    public String title() {
        return "create and grow";
    }

    @Override
    public boolean needsSpace() {
        return true;
    }

    @Override
    public int rounds() {
        return 120;
    }

    @Override
    public void run(Run run) throws IOException {
        NumberedFiles files = new NumberedFiles(run.directory(), run.seed());
        int first = (int) (run.earlier(0) / 2) + 1;
        for (int number = first; number < first + run.rounds(); number++) {
            Sizes sizes = Sizes.of(number, run.seed());
            boolean begun = 2L * number - 1 == run.earlier(0);
            if (run.resumed() && !begun) {
                Files.deleteIfExists(files.path(number));
            }
            FileMapping[] opened = new FileMapping[1];
            MappingBuilder builder = builder(files.path(number), number, sizes, begun);
            run.failures().retry(() -> opened[0] = builder.open());
            try (FileMapping mapping = opened[0]) {
                new Growth(run, files, mapping, number).fillAndGrow(sizes);
            }
        }
    }

    private static MappingBuilder builder(Path path, int number, Sizes sizes, boolean begun) {
        MappingBuilder builder =
                FileMapping.builder(path).protection(Protection.READ_WRITE).size(sizes.first);
        if (!begun) {
            builder.createNew();
        }
        return number % 2 == 0 ? builder.sparse() : builder;
    }

    /** One file. */
    private record Growth(Run run, NumberedFiles files, FileMapping mapping, int number) {
        void fillAndGrow(Sizes sizes) throws IOException {
            try (View view = mapping.map()) {
                fillAndFlush(view, 2L * number - 1);
                run.failures().retry(() -> mapping.grow(sizes.second));
                if (number % 3 == 0) {
                    view.remap(sizes.second);
                    fillAndFlush(view, 2L * number);
                    return;
                }
            }
            try (View rest = mapping.map(sizes.first, sizes.second - sizes.first)) {
                fillAndFlush(rest, 2L * number);
            }
        }

        private void fillAndFlush(View view, long mark) throws IOException {
            run.failures().retry(() -> fill(view));
            if (run.flushed()) {
                run.failures().retry(() -> view.flush(Durability.DEVICE));
            }
            run.marks().mark(0, mark);
        }

        /**
         * Fills a view and reads the file again, because the JVM reports a write into a hole for which
         * there is no space late or not at all.
         */
        private void fill(View view) throws IOException {
            try {
                files.fill(number, view.segment(), view.offset());
                files.requireFilled(number, view.offset(), view.length());
            } catch (InternalError noSpace) {
                throw new IOException("a page of " + view + " cannot be written", noSpace);
            }
        }
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
        NumberedFiles files = new NumberedFiles(directory, seed);
        Verdict.Tally tally = new Verdict.Tally();
        long mark = marks.getOrDefault(0, 0L);
        for (int number = 1; 2L * number - 1 <= mark; number++) {
            Sizes sizes = Sizes.of(number, seed);
            files.check(number, 2L * number <= mark ? sizes.second : sizes.first, tally);
        }
        return tally.verdict();
    }
}
