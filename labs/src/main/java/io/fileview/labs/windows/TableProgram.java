package io.fileview.labs.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * On Windows: what calls of Fileview take beside those of the JDK's own mapping, which does the same in
 * turns with it. After each call it is made sure that the work was done.
 *
 * <p>Arguments: the engine, the directory, the number of turns, the size of the large file in bytes.
 */
final class TableProgram {
    private static final int SMALL = 1 << 20;
    private static final int PAGE = 4096;
    private static final int MOST_TURNS_OF_RESIDENCY = 9;
    private static final double NANOS_PER_MICRO = 1e3;

    private final String engine;
    private final int turns;
    private final Consumer<Row> rows;

    /** Something to be measured, which returns how long it took, in nanoseconds. */
    private interface Timed {
        long run() throws IOException;
    }

    private TableProgram(String engine, int turns, Consumer<Row> rows) {
        this.engine = engine;
        this.turns = turns;
        this.rows = rows;
    }

    public static void main(String[] arguments) throws IOException {
        run(List.of(arguments), Row::print);
    }

    /** Does what {@link #main} does, and hands each result on. */
    static void run(List<String> arguments, Consumer<Row> rows) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments.get(1)));
        TableProgram table =
                new TableProgram(arguments.get(0), Integer.parseInt(arguments.get(2)), rows);
        Path small = directory.resolve("small");
        Files.write(small, new byte[SMALL]);
        table.compare("open, map, close", table.turns, () -> table.open(small),
                () -> openOfJdk(small));
        for (int threads : new int[] {2, 50}) {
            table.unmap(small, threads);
        }
        table.flushes(small);
        table.residency(directory.resolve("large"), Long.parseLong(arguments.get(3)));
    }

    private void compare(String what, int times, Timed fileview, Timed jdk) throws IOException {
        List<Long> ours = new ArrayList<>();
        List<Long> theirs = new ArrayList<>();
        for (int turn = -times / 5 - 1; turn < times; turn++) {
            long our = fileview.run();
            long their = jdk.run();
            if (turn >= 0) { // the others warm up
                ours.add(our);
                theirs.add(their);
            }
        }
        double our = median(ours);
        double their = median(theirs);
        rows.accept(new Row(
                "table",
                what,
                times,
                Shown.MEASURED,
                String.format(
                        Locale.ROOT,
                        "Fileview %.1f µs, FileChannel.map %.1f µs, ratio %.2f",
                        our / NANOS_PER_MICRO,
                        their / NANOS_PER_MICRO,
                        our / their)));
    }

    private static double median(List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private FileMapping mapping(Path file) throws IOException {
        return FileMapping.builder(file).engine(engine).protection(Protection.READ_WRITE).open();
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static void require(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException("a measurement is worthless: " + otherwise);
        }
    }

    private long open(Path file) throws IOException {
        long start = System.nanoTime();
        MemorySegment segment;
        try (FileMapping mapping = mapping(file);
                View view = mapping.map()) {
            segment = view.segment();
            segment.set(JAVA_BYTE, 0, (byte) (segment.get(JAVA_BYTE, 0) + 1));
        }
        long nanos = System.nanoTime() - start;
        require(!segment.scope().isAlive(), "the view is still mapped");
        return nanos;
    }

    private static long openOfJdk(Path file) throws IOException {
        long start = System.nanoTime();
        MemorySegment segment;
        try (FileChannel channel = channel(file);
                Arena arena = Arena.ofShared()) {
            segment = channel.map(MapMode.READ_WRITE, 0, SMALL, arena);
            segment.set(JAVA_BYTE, 0, (byte) (segment.get(JAVA_BYTE, 0) + 1));
        }
        long nanos = System.nanoTime() - start;
        require(!segment.scope().isAlive(), "the segment is still mapped");
        return nanos;
    }

    /** Unmaps while other threads run: each has to notice. */
    private void unmap(Path file, int threads) throws IOException {
        List<Thread> running = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment elsewhere = arena.allocate(PAGE, Long.BYTES);
            for (int i = 0; i < threads; i++) {
                Thread thread =
                        new Thread(
                                () -> {
                                    while (!Thread.currentThread().isInterrupted()) {
                                        for (long at = 0; at < PAGE; at += Long.BYTES) {
                                            elsewhere.set(JAVA_LONG, at, at);
                                        }
                                        LockSupport.parkNanos(1_000_000);
                                    }
                                });
                thread.start();
                running.add(thread);
            }
            try (FileMapping mapping = mapping(file);
                    FileChannel channel = channel(file)) {
                compare(
                        "unmap, " + threads + " threads",
                        turns,
                        () -> unmapOne(mapping),
                        () -> unmapOneOfJdk(channel));
            } finally {
                running.forEach(Thread::interrupt);
                for (Thread thread : running) {
                    join(thread);
                }
            }
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static long unmapOne(FileMapping mapping) throws IOException {
        View view = mapping.map();
        MemorySegment segment = view.segment();
        touch(segment);
        long start = System.nanoTime();
        view.close();
        long nanos = System.nanoTime() - start;
        require(!segment.scope().isAlive(), "the view is still mapped");
        return nanos;
    }

    private static long unmapOneOfJdk(FileChannel channel) throws IOException {
        Arena arena = Arena.ofShared();
        MemorySegment segment = channel.map(MapMode.READ_WRITE, 0, SMALL, arena);
        touch(segment);
        long start = System.nanoTime();
        arena.close();
        long nanos = System.nanoTime() - start;
        require(!segment.scope().isAlive(), "the segment is still mapped");
        return nanos;
    }

    private static void touch(MemorySegment segment) {
        for (long at = 0; at < segment.byteSize(); at += PAGE) {
            segment.set(JAVA_BYTE, at, (byte) (segment.get(JAVA_BYTE, at) + 1));
        }
    }

    private void flushes(Path file) throws IOException {
        try (FileMapping mapping = mapping(file);
                View view = mapping.map();
                FileChannel channel = channel(file);
                Arena arena = Arena.ofShared()) {
            MemorySegment other = channel.map(MapMode.READ_WRITE, 0, SMALL, arena);
            compare(
                    "flush of 256 pages to the device",
                    Math.max(10, turns / 10),
                    () -> flush(view, file),
                    () -> force(other, file));
        }
    }

    private static long flush(View view, Path file) throws IOException {
        touch(view.segment());
        long start = System.nanoTime();
        view.flush(Durability.DEVICE);
        long nanos = System.nanoTime() - start;
        requireClean(file);
        return nanos;
    }

    private static long force(MemorySegment segment, Path file) throws IOException {
        touch(segment);
        long start = System.nanoTime();
        segment.force();
        long nanos = System.nanoTime() - start;
        requireClean(file);
        return nanos;
    }

    /** The Linux side says so; on Windows there is nobody to ask. */
    private static void requireClean(Path file) throws IOException {
        if (WindowsCalls.isWine()) {
            long dirty = LinuxSide.ask(LinuxSide.Question.CACHED, file, 0)[1];
            require(dirty == 0, dirty + " pages are dirty after a flush");
        }
    }

    private void residency(Path file, long size) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        try (FileMapping mapping =
                FileMapping.builder(file).engine(engine).protection(Protection.READ_WRITE)
                        .size(size).sparse().open();
                View view = mapping.map();
                FileChannel channel = channel(file);
                Arena arena = Arena.ofShared()) {
            MemorySegment other = channel.map(MapMode.READ_WRITE, 0, size, arena);
            long half = size / 2;
            for (long at = 0; at < half; at += PAGE) {
                view.segment().set(JAVA_BYTE, at, (byte) 1);
            }
            long[] loaded = {0};
            compare(
                    "residency of " + (size >> 20) + " MiB",
                    MOST_TURNS_OF_RESIDENCY,
                    () -> resident(view, half),
                    () -> {
                        long start = System.nanoTime();
                        loaded[0] += other.asSlice(0, half).isLoaded() ? 1 : 0;
                        return System.nanoTime() - start;
                    });
            rows.accept(new Row(
                    "table",
                    "isLoaded of the JDK for pages that are all in memory",
                    MOST_TURNS_OF_RESIDENCY,
                    Shown.MEASURED,
                    "true " + loaded[0]
                            + " times; it ends at the first page that it takes for absent"));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The first half has been touched, the second half has not. */
    private static long resident(View view, long half) throws IOException {
        long start = System.nanoTime();
        PageMap pages = view.pages();
        long nanos = System.nanoTime() - start;
        int touched = Math.toIntExact(half / PAGE);
        for (int page : new int[] {0, touched / 2, touched - 1}) {
            require(pages.is(PageState.RESIDENT, page) == Answer.YES,
                    "page " + page + " is called absent");
        }
        require(
                pages.count(PageState.RESIDENT) >= touched
                        && pages.count(PageState.RESIDENT) < pages.pageCount(),
                pages.count(PageState.RESIDENT) + " pages are called resident of which " + touched
                        + " are");
        return nanos;
    }
}
