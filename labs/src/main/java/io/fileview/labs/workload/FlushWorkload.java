package io.fileview.labs.workload;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Threads that write records to one file through their own views, of all and of overlapping unaligned
 * parts of it, and flush ranges and views to the device. Records of all threads are in the same pages.
 */
final class FlushWorkload implements Workload {
    private static final int STREAMS = 3;
    private static final long FILE_SIZE = 4 << 20;
    private static final int RECORD = 64;
    private static final int SLOTS = (int) (FILE_SIZE / RECORD / STREAMS);
    private static final int BATCH = 24;
    private static final String FILE = "records";

    @Override
    public String title() {
        return "write and flush";
    }

    @Override
    public int rounds() {
        return 70;
    }

    @Override
    public void run(Run run) throws IOException {
        MappingBuilder builder =
                FileMapping.builder(run.directory().resolve(FILE))
                        .protection(Protection.READ_WRITE)
                        .size(FILE_SIZE);
        if (run.resumed()) {
            builder.create();
        } else {
            builder.createNew();
        }
        FileMapping[] opened = new FileMapping[1];
        run.failures().retry(() -> opened[0] = builder.open());
        try (FileMapping mapping = opened[0]) {
            List<CompletableFuture<Void>> streams = new ArrayList<>();
            for (int stream = 0; stream < STREAMS; stream++) {
                int number = stream;
                streams.add(
                        CompletableFuture.runAsync(
                                () -> new Stream(number, run).write(mapping),
                                task -> Thread.ofPlatform().start(task)));
            }
            streams.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw new IOException("a thread failed: " + e.getMessage(), e.getCause());
        }
    }

    /** Returns the position of a record of a stream: later records overwrite earlier ones. */
    private static long position(int stream, long number, long seed) {
        long slot = Math.floorMod(Mix.of(seed, stream, number), SLOTS);
        return (slot * STREAMS + stream) * RECORD;
    }

    /** One thread with its views. */
    private record Stream(int number, Run run) {
        void write(FileMapping mapping) {
            long seed = run.seed();
            long last = run.earlier(number);
            SplittableRandom random = new SplittableRandom(Mix.of(seed, number, -1 - last));
            try (View whole = mapping.map();
                    View front = mapping.map(0, FILE_SIZE * 5 / 8);
                    View back = mapping.map(FILE_SIZE * 3 / 8 + 192, FILE_SIZE * 5 / 8 - 192)) {
                for (int round = 0; round < run.rounds(); round++) {
                    List<View> views = List.of(whole, front, back);
                    long first = last + 1;
                    last += random.nextInt(1, BATCH + 1);
                    View preferred = views.get(random.nextInt(views.size()));
                    List<Long> viaWhole = new ArrayList<>();
                    List<Long> viaPreferred = new ArrayList<>();
                    for (long n = first; n <= last; n++) {
                        long position = position(number, n, seed);
                        boolean fits = contains(preferred, position);
                        write(fits ? preferred : whole, position, n);
                        (fits ? viaPreferred : viaWhole).add(position);
                    }
                    flush(preferred, viaPreferred, random.nextInt(3));
                    flush(whole, viaWhole, random.nextInt(3));
                    run.marks().mark(number, last);
                }
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }

        private static boolean contains(View view, long position) {
            return position >= view.offset()
                    && position + RECORD <= view.offset() + view.length();
        }

        private static void write(View view, long position, long value) {
            for (int at = 0; at < RECORD; at += Long.BYTES) {
                view.segment().set(JAVA_LONG_UNALIGNED, position - view.offset() + at, value);
            }
        }

        private void flush(View view, List<Long> positions, int manner) throws IOException {
            if (positions.isEmpty() || !run.flushed()) {
                return;
            }
            run.failures().retry(() -> flushNow(view, positions, manner));
        }

        private static void flushNow(View view, List<Long> positions, int manner)
                throws IOException {
            switch (manner) {
                case 0 -> view.flush(Durability.DEVICE);
                case 1 -> {
                    long first = positions.stream().mapToLong(p -> p).min().orElseThrow();
                    long last = positions.stream().mapToLong(p -> p).max().orElseThrow();
                    view.flush(first - view.offset(), last + RECORD - first, Durability.DEVICE);
                }
                default -> {
                    for (long position : positions) {
                        view.flush(position - view.offset(), RECORD, Durability.DEVICE);
                    }
                }
            }
        }
    }

    @Override
    public Verdict check(Path directory, Map<Integer, Long> marks, long seed)
            throws IOException {
        Verdict.Tally tally = new Verdict.Tally();
        Path file = directory.resolve(FILE);
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        ByteBuffer content = ByteBuffer.allocate((int) FILE_SIZE).order(ByteOrder.nativeOrder());
        content.put(0, bytes, 0, Math.min(bytes.length, content.capacity()));
        for (int stream = 0; stream < STREAMS; stream++) {
            long mark = marks.getOrDefault(stream, 0L);
            long[] newest = new long[SLOTS];
            for (long n = 1; n <= mark; n++) {
                newest[slotAt(position(stream, n, seed))] = n;
            }
            for (int slot = 0; slot < SLOTS; slot++) {
                checkRecord(content, stream, slot, newest[slot], mark + BATCH, seed, tally);
            }
        }
        return tally.verdict();
    }

    private static int slotAt(long position) {
        return (int) (position / RECORD / STREAMS);
    }

    /** Requires each value of a record to be the newest that was durable, or a later one. */
    private static void checkRecord(
            ByteBuffer content,
            int stream,
            int slot,
            long newest,
            long possible,
            long seed,
            Verdict.Tally tally) {
        int position = (slot * STREAMS + stream) * RECORD;
        long oldest = Long.MAX_VALUE;
        for (int at = 0; at < RECORD; at += Long.BYTES) {
            long value = content.getLong(position + at);
            oldest = Math.min(oldest, value);
            if (value < 0
                    || value > possible
                    || (value > 0 && position(stream, value, seed) != position)) {
                tally.broken("byte " + position + " of the file has the value " + value
                        + ", which was never written there");
                return;
            }
        }
        if (newest > 0 && oldest < newest) {
            tally.lost("record " + newest + " of thread " + stream + " is missing at byte "
                    + position + " of the file, which has record " + oldest);
        } else if (newest > 0) {
            tally.present();
        }
    }
}
