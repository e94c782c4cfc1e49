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
 * Compares three ways to make k scattered changes of a file durable: {@link MemorySegment#force()}
 * of a shared mapping, a commit, and a commit followed by a checkpoint; on files with small and
 * with large folios in the file cache. The three run in turn, each on a file of its own. At the end
 * the cached pages are evicted, and every changed page is read back from the disk.
 *
 * <p>{@code java io.fileview.bench.CommitVersusForce [DIRECTORY [MIB]]}; needs Linux 6.5.
 */
public final class CommitVersusForce {
    private static final int PAGE = 4096;
    private static final int LARGE = 4 << 20;

    private final Path directory;
    private final long size;
    private final SplittableRandom random = new SplittableRandom(1);

    private CommitVersusForce(Path directory, long size) {
        this.directory = directory;
        this.size = size;
    }

    /** A method of making changes durable. */
    private interface Method extends AutoCloseable {
        MemorySegment memory();

        void makeDurable() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A method with its file, its times, and the values that must be on the disk at the end. */
    private static final class Candidate {
        private final String name;
        private final Path file;
        private final Method method;
        private final Map<Long, Long> written = new HashMap<>();
        private final double[] micros;
        private long dirtied = -1;

        Candidate(String name, Path file, Method method, int rounds) {
            this.name = name;
            this.file = file;
            this.method = method;
            this.micros = new double[rounds];
        }

        void run(int round, long[] pages, long value) throws IOException {
            MemorySegment memory = method.memory();
            long start = System.nanoTime();
            for (long page : pages) {
                memory.set(JAVA_LONG, page * PAGE, value);
            }
            if (round >= 0) {
                method.makeDurable();
                micros[round] = (System.nanoTime() - start) / 1e3;
            } else {
                dirtied = round == -1 ? dirtyPages() : dirtied;
                method.makeDurable();
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

        /** The time when nothing else runs on the machine. */
        double fastest() {
            return Arrays.stream(micros).min().orElseThrow();
        }

        double mean() {
            return Arrays.stream(micros).average().orElseThrow();
        }

        /** Evicts the file from the cache and reads every changed page from the disk. */
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
     * @param args the directory of the files, and their size in MiB
     * @throws IOException if a file cannot be created, mapped or flushed
     */
    public static void main(String[] args) throws IOException {
        Path parent = Path.of(args.length > 0 ? args[0] : ".");
        long mib = args.length > 1 ? Long.parseLong(args[1]) : 1024;
        Path directory = Files.createTempDirectory(parent, "commit-versus-force");
        System.out.printf(
                Locale.ROOT,
                "%s, %s, %d MiB, %d processors%n",
                Files.getFileStore(directory),
                System.getProperty("java.version"),
                mib,
                Runtime.getRuntime().availableProcessors());
        System.out.println("In brackets: the ratio to force().");
        try {
            CommitVersusForce comparison = new CommitVersusForce(directory, mib << 20);
            for (boolean large : new boolean[] {false, true}) {
                // Code that has not been compiled yet would take longer than the disk.
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
        Candidate[] candidates = new Candidate[3];
        try {
            Path forced = createFile("forced", large);
            Path committed = createFile("committed", large);
            Path checkpointed = createFile("checkpointed", large);
            candidates[0] = new Candidate("force", forced, force(forced), rounds);
            candidates[1] = new Candidate("commit", committed, commit(committed, false), rounds);
            candidates[2] =
                    new Candidate("checkpoint", checkpointed, commit(checkpointed, true), rounds);
            for (int round = -warmUp; round < rounds; round++) {
                long[] pages = random.longs(k, 0, size / PAGE).toArray();
                for (Candidate candidate : candidates) {
                    candidate.run(round, pages, random.nextLong());
                }
            }
        } finally {
            for (Candidate candidate : candidates) {
                if (candidate != null) {
                    candidate.method.close();
                }
            }
        }
        for (Candidate candidate : candidates) {
            candidate.verify();
            Files.delete(candidate.file);
        }
        System.out.printf(
                Locale.ROOT, "%s folios, k=%d, %d rounds%n", large ? "large" : "small", k, rounds);
        for (Candidate candidate : candidates) {
            System.out.printf(
                    Locale.ROOT,
                    "  %-12s median %8.0f us (%.2f)   fastest %8.0f (%.2f)   mean %8.0f (%.2f)"
                            + "%s%n",
                    candidate.name,
                    candidate.median(),
                    candidate.median() / candidates[0].median(),
                    candidate.fastest(),
                    candidate.fastest() / candidates[0].fastest(),
                    candidate.mean(),
                    candidate.mean() / candidates[0].mean(),
                    candidate == candidates[0] ? "   dirty pages " + candidate.dirtied : "");
        }
    }

    /** The size of the writes determines the size of the folios in the file cache. */
    private Path createFile(String name, boolean large) throws IOException {
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

    private static Method force(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment memory =
                    channel.map(MapMode.READ_WRITE, 0, channel.size(), arena);
            return new Method() {
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

    private static Method commit(Path file, boolean checkpoint) throws IOException {
        CommitMapping commits = CommitMapping.open(file);
        View view = commits.map();
        return new Method() {
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
