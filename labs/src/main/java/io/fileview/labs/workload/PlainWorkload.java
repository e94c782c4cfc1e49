package io.fileview.labs.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * A control without Fileview: files that are created, mapped with {@link FileChannel#map}, filled and
 * made durable with {@link MemorySegment#force()}. On a disk without faults it loses nothing; how it
 * handles a failure is wrong, so that it loses data and the lab must notice.
 */
final class PlainWorkload implements Workload {
    private static final int SIZE = 100_000;

    private final String title;
    private final boolean forcesAgain;

    /**
     * Creates a control.
     *
     * @param forcesAgain true to call {@code force()} again until it succeeds, which is wrong because
     *     the kernel has marked pages that it could not write as clean; false to ignore every failure
     */
    PlainWorkload(boolean forcesAgain) {
        this.forcesAgain = forcesAgain;
        this.title =
                forcesAgain ? "plain force() until it succeeds" : "plain force(), failures ignored";
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public boolean needsSpace() {
        return true;
    }

    @Override
    public int rounds() {
        return 240;
    }

    @Override
    public void run(Run run) throws IOException {
        NumberedFiles files = new NumberedFiles(run.directory(), run.seed());
        for (int number = 1; number <= run.rounds(); number++) {
            int current = number;
            if (forcesAgain) {
                run.failures().retry(() -> write(run, files, current));
            } else {
                try {
                    write(run, files, number);
                } catch (IOException failure) {
                    run.failures().report(failure);
                }
            }
            run.marks().mark(0, number);
        }
    }

    private void write(Run run, NumberedFiles files, int number) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        files.path(number),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            MemorySegment segment = channel.map(MapMode.READ_WRITE, 0, SIZE, arena);
            files.fill(number, segment, 0);
            if (forcesAgain) {
                run.failures().retry(() -> force(segment));
            } else {
                force(segment);
            }
        } catch (InternalError noSpace) {
            throw new IOException("a page of " + files.path(number) + " is unusable", noSpace);
        }
    }

    private static void force(MemorySegment segment) throws IOException {
        try {
            segment.force();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public Verdict check(Path directory, Map<Integer, Long> marks, long seed)
            throws IOException {
        NumberedFiles files = new NumberedFiles(directory, seed);
        Verdict.Tally tally = new Verdict.Tally();
        for (int number = 1; number <= marks.getOrDefault(0, 0L); number++) {
            files.check(number, SIZE, tally);
        }
        return tally.verdict();
    }
}
