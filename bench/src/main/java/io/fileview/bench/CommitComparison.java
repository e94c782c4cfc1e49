package io.fileview.bench;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitMapping;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes k scattered changes of a 1 GiB file durable: with {@link MemorySegment#force()} of a shared
 * mapping, with a commit, and with a commit and a checkpoint at once; on files whose cache has small and
 * large folios. The three take turns, on a file each. At the end the cache is emptied and every changed
 * page is read back from the disk.
 *
 * <p>{@code java io.fileview.bench.CommitComparison [DIRECTORY [MIB]]}; needs Linux 6.5.
 */
public final class CommitComparison {
    private static final int PAGE = 4096;
    private static final int LARGE = 4 << 20;

    private final Path directory;
    private final long size;
    private final SplittableRandom random = new SplittableRandom(1);

    private CommitComparison(Path directory, long size) {
        this.directory = directory;
        this.size = size;
    }

    /** A way to make changes durable. */
    private interface Way extends AutoCloseable {
        MemorySegment memory();

        void makeDurable() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** One way with its file, its times, and what must be on the disk at the end. */
    private static final class Runner {
        private final String name;
        private final Path file;
        private final Way way;
        private final Map<Long, Long> written = new HashMap<>();
        private final double[] micros;
        private long dirtied = -1;

        Runner(String name, Path file, Way way, int rounds) {
            this.name = name;
            this.file = file;
            this.way = way;
            this.micros = new double[rounds];
        }

        void run(int round, long[] pages, long value) throws IOException {
            MemorySegment memory = way.memory();
            long start = System.nanoTime();
            for (long page : pages) {
                memory.set(JAVA_LONG, page * PAGE, value);
            }
            if (round >= 0) {
                way.makeDurable();
                micros[round] = (System.nanoTime() - start) / 1e3;
            } else {
                dirtied = round == -1 ? dirtyPages() : dirtied;
                way.makeDurable();
            }
            for (long page : pages) {
                written.put(page, value);
            }
        }

        private long dirtyPages() throws IOException {
            try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY)) {
                return mapping.cached().orElseThrow().dirty();
            }
        }

        double median() {
            double[] sorted = micros.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }

        /** What it takes when nothing else runs on the machine. */
        double least() {
            return Arrays.stream(micros).min().orElseThrow();
        }

        double mean() {
            return Arrays.stream(micros).average().orElseThrow();
        }

        /** Empties the cache of the file and reads every changed page from the disk. */
        void verify() throws IOException {
            try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                    View view = mapping.map()) {
                view.advise(Advice.DO_NOT_NEED);
                long cached = mapping.cached().orElseThrow().cached();
                if (cached * PAGE > mapping.size() / 100) {
                    throw new AssertionError(name + ": " + cached + " pages are still in memory");
                }
            }
            ByteBuffer page = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
            try (FileChannel disk = FileChannel.open(file, StandardOpenOption.READ)) {
                for (Map.Entry<Long, Long> change : written.entrySet()) {
                    int read = disk.read(page.clear(), change.getKey() * PAGE);
                    if (read != Long.BYTES || page.getLong(0) != change.getValue()) {
                        throw new AssertionError(
                                name + ": page " + change.getKey() + " is not on the disk");
                    }
                }
            }
        }
    }

    /**
     * Runs the comparison.
     *
     * @param args where the files are made, and how large they are in MiB
     * @throws IOException if a file cannot be made, mapped or flushed
     */
    public static void main(String[] args) throws IOException {
        Path parent = Path.of(args.length > 0 ? args[0] : ".");
        long mib = args.length > 1 ? Long.parseLong(args[1]) : 1024;
        Path directory = Files.createTempDirectory(parent, "commit-comparison");
        System.out.printf(
                "%s, %s, %d MiB, %d processors%n",
                Files.getFileStore(directory),
                System.getProperty("java.version"),
                mib,
                Runtime.getRuntime().availableProcessors());
        System.out.println("In brackets: the ratio to force().");
        try {
            CommitComparison comparison = new CommitComparison(directory, mib << 20);
            for (boolean large : new boolean[] {false, true}) {
                // Code that is not compiled yet would cost more than the disk.
                comparison.compare(large, 1, 3_000, 300);
                comparison.compare(large, 100, 60, 60);
                comparison.compare(large, 10_000, 5, 15);
            }
        } finally {
            try (var left = Files.list(directory)) {
                for (Path file : left.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private void compare(boolean large, int k, int warmUp, int rounds) throws IOException {
        Runner[] runners = new Runner[3];
        try {
            Path forced = make("forced", large);
            Path committed = make("committed", large);
            Path checkpointed = make("checkpointed", large);
            runners[0] = new Runner("force", forced, force(forced), rounds);
            runners[1] = new Runner("commit", committed, commit(committed, false), rounds);
            runners[2] =
                    new Runner("checkpoint", checkpointed, commit(checkpointed, true), rounds);
            for (int round = -warmUp; round < rounds; round++) {
                long[] pages = random.longs(k, 0, size / PAGE).toArray();
                for (Runner runner : runners) {
                    runner.run(round, pages, random.nextLong());
                }
            }
        } finally {
            for (Runner runner : runners) {
                if (runner != null) {
                    runner.way.close();
                }
            }
        }
        for (Runner runner : runners) {
            runner.verify();
            Files.delete(runner.file);
        }
        System.out.printf(
                Locale.ROOT, "%s folios, k=%d, %d rounds%n", large ? "large" : "small", k, rounds);
        for (Runner runner : runners) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-12s median %8.0f us (%.2f)   least %8.0f (%.2f)   mean %8.0f (%.2f)"
                            + "%s%n",
                    runner.name,
                    runner.median(),
                    runner.median() / runners[0].median(),
                    runner.least(),
                    runner.least() / runners[0].least(),
                    runner.mean(),
                    runner.mean() / runners[0].mean(),
                    runner == runners[0] ? "   dirty pages " + runner.dirtied : "");
        }
    }

    /** The size of the writes decides about the size of the folios in the cache. */
    private Path make(String name, boolean large) throws IOException {
        Path file = directory.resolve(name);
        ByteBuffer bytes = ByteBuffer.allocateDirect(large ? LARGE : PAGE);
        byte[] some = new byte[bytes.capacity()];
        new SplittableRandom(2).nextBytes(some);
        bytes.put(some);
        try (FileChannel channel =
                FileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < size;) {
                at += channel.write(bytes.clear(), at);
            }
            channel.force(true);
        }
        return file;
    }

    private static Way force(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment memory =
                    channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
            return new Way() {
                @Override
                public MemorySegment memory() {
                    return memory;
                }

                @Override
                public void makeDurable() {
                    memory.force();
                }

                @Override
                public void close() {
                    arena.close();
                }
            };
        }
    }

    private static Way commit(Path file, boolean checkpoint) throws IOException {
        CommitMapping commits = CommitMapping.open(file);
        View view = commits.map();
        return new Way() {
            @Override
            public MemorySegment memory() {
                return view.segment();
            }

            @Override
            public void makeDurable() throws IOException {
                commits.commit();
                if (checkpoint) {
                    commits.checkpoint();
                }
            }

            @Override
            public void close() throws IOException {
                commits.close();
            }
        };
    }
}
