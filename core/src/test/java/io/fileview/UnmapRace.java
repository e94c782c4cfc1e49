package io.fileview;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Threads read and write through views that other threads unmap. Each long that is read tells
 * whether it is one for its place; each use of a view gets such longs or an {@link
 * IllegalStateException}.
 *
 * <p>Exit code 0: no wrong value; 1: wrong values; 2: something else failed; 3: too little happened
 * to mean anything.
 */
final class UnmapRace {
    static final String CONTROL = "--control";
    static final int WORKERS = 8;
    static final int MORE_SECONDS = 600;
    private static final long MORE_NANOS = TimeUnit.SECONDS.toNanos(MORE_SECONDS);
    private static final int UNMAPPERS = 4;

    private final RaceTrack track;
    private final RaceFigures figures = new RaceFigures();
    private final List<Thread> threads = new ArrayList<>();
    private final BooleanSupplier over;
    private final int seconds;
    private final boolean control;

    private interface Work {
        void until(BooleanSupplier over) throws IOException;
    }

    private UnmapRace(RaceTrack track, int seconds, boolean control) {
        this.track = track;
        this.seconds = seconds;
        this.control = control;
        long start = System.nanoTime();
        this.over = () -> figures.failure() != null || isOver(System.nanoTime() - start);
    }

    /** A machine with much else to do is given more time, within reason. */
    private boolean isOver(long nanos) {
        long left = TimeUnit.SECONDS.toNanos(seconds) - nanos;
        return left < 0 && (left < -MORE_NANOS || isEnough());
    }

    private boolean isEnough() {
        return figures.unmapped.sum() >= 50L * seconds
                && figures.refused.sum() >= 20L * seconds
                && figures.reused.sum() >= 20L * seconds
                && figures.remapped.sum() >= 10L * seconds
                && (!control || figures.wrong.sum() > 0);
    }

    /** Arguments: directory, engine or {@code auto}, seconds, and perhaps {@link #CONTROL}. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        int seconds = Integer.parseInt(arguments[2]);
        boolean control = List.of(arguments).contains(CONTROL);
        int exitCode;
        try (RaceTrack track = new RaceTrack(directory, arguments[1])) {
            UnmapRace race = new UnmapRace(track, seconds, control);
            race.run(directory.resolve("beside"));
            exitCode = race.judge();
        }
        ViewStatistics left = Views.statistics();
        if (left.liveViews() != 0 || left.mappedBytes() != 0 || left.leakedViews() != 0) {
            System.out.println("views are left: " + left);
            exitCode = Math.max(exitCode, 2);
        }
        System.exit(exitCode);
    }

    private void run(Path beside) throws IOException, InterruptedException {
        try (FileChannel channel =
                FileChannel.open(
                        beside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            for (int i = 0; i < WORKERS; i++) {
                start(new RaceWorker(track, figures, channel, i)::work);
            }
            for (int i = 0; i < UNMAPPERS; i++) {
                start(new RaceUnmapper(track, figures, i, UNMAPPERS)::work);
            }
            if (control) {
                start(this::writeWhatIsWrong);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }
        checkAll(track.real, RaceWords.REAL);
        checkAll(track.decoy, RaceWords.DECOY);
    }

    private void start(Work work) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                work.until(over);
                            } catch (Throwable failure) {
                                figures.failed(failure);
                            }
                        });
        threads.add(thread);
        thread.start();
    }

    /** As if stale memory were read: a race that then reports nothing cannot find anything. */
    private void writeWhatIsWrong(BooleanSupplier end) throws IOException {
        Random random = new Random(0);
        try (View all = track.real.map()) {
            while (!end.getAsBoolean()) {
                long at = random.nextInt(RaceTrack.FILE_BYTES / Long.BYTES) * (long) Long.BYTES;
                all.segment().set(JAVA_LONG, at, RaceWords.DECOY.word(at, 0));
            }
        }
    }

    private void checkAll(FileMapping mapping, RaceWords words) throws IOException {
        try (View all = mapping.map()) {
            RaceTrack.check(all, words, figures);
        }
    }

    private int judge() {
        System.out.println(
                "unmap race, engine "
                        + track.real.engine()
                        + ", "
                        + ManagementFactory.getGarbageCollectorMXBeans().getFirst().getName()
                        + ", "
                        + WORKERS
                        + " threads, "
                        + seconds
                        + " s: "
                        + figures);
        Throwable failure = figures.failure();
        if (failure != null) {
            failure.printStackTrace(System.out);
            return 2;
        }
        if (figures.wrong.sum() > 0) {
            System.out.println("the first wrong value: " + figures.firstWrong());
            return 1;
        }
        return isEnough() ? 0 : 3;
    }
}
