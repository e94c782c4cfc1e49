package io.fileview;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Reads and writes through views that may be dead, or die at any moment. */
final class RaceWorker {
    private static final VarHandle WORD = JAVA_LONG.varHandle();
    private static final int BURST = 500;
    private static final int BULK = 128;
    private static final int IO = 2048;
    private static final long PAUSE_NANOS = 300_000;

    private final RaceTrack track;
    private final RaceFigures figures;
    private final FileChannel channel;
    private final int number;
    private final Random random;
    private final boolean linux;
    private final long[] words = new long[BULK];

    private View view;
    private MemorySegment segment;

    RaceWorker(RaceTrack track, RaceFigures figures, FileChannel channel, int number) {
        this.track = track;
        this.figures = figures;
        this.channel = channel;
        this.number = number;
        this.random = new Random(number);
        this.linux = track.real.engine().equals("linux");
    }

    void work(BooleanSupplier over) throws IOException {
        while (!over.getAsBoolean()) {
            int slot = random.nextInt(RaceTrack.SLOTS);
            view = track.view(slot);
            try {
                segment = view.segment();
                for (int round = random.nextInt(8); round >= 0; round--) {
                    use(slot);
                }
            } catch (IllegalStateException dead) {
                figures.refused.increment();
                // The JDK interrupts a thread now and then when it takes a segment from under it.
                if (Thread.interrupted()) {
                    figures.interrupted.increment();
                }
            }
            // Unmapping waits for each thread that wants to run: let it have its turn.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void use(int slot) throws IOException {
        boolean readOnly = segment.isReadOnly();
        switch (random.nextInt(readOnly ? 3 : 6)) {
            case 0 -> readOneByOne();
            case 1 -> readInBulk();
            case 2 -> callOfTheView(slot);
            case 3 -> writeOneByOne();
            case 4 -> writeInBulk();
            default -> volatileAccess();
        }
    }

    private long anywhere(int longs) {
        int places = (int) (segment.byteSize() / Long.BYTES) - longs;
        return random.nextInt(places + 1) * (long) Long.BYTES;
    }

    private long newWord(long at) {
        return RaceWords.REAL.word(view.offset() + at, random.nextInt(RaceWords.VERSIONS));
    }

    private void check(long word, long at) {
        figures.check(word, RaceWords.REAL, view.offset() + at, view);
    }

    private void readOneByOne() {
        long from = anywhere(BURST);
        for (int i = 0; i < BURST; i++) {
            long at = from + i * (long) Long.BYTES;
            check(segment.get(JAVA_LONG, at), at);
        }
        figures.read.add(BURST);
    }

    private void writeOneByOne() {
        long from = anywhere(BURST);
        for (int i = 0; i < BURST; i++) {
            long at = from + i * (long) Long.BYTES;
            segment.set(JAVA_LONG, at, newWord(at));
        }
        figures.written.add(BURST);
    }

    private void readInBulk() {
        long from = anywhere(BULK);
        MemorySegment.copy(segment, JAVA_LONG, from, words, 0, BULK);
        for (int i = 0; i < BULK; i++) {
            check(words[i], from + i * (long) Long.BYTES);
        }
        figures.read.add(BULK);
    }

    private void writeInBulk() {
        long from = anywhere(BULK);
        for (int i = 0; i < BULK; i++) {
            words[i] = newWord(from + i * (long) Long.BYTES);
        }
        MemorySegment.copy(words, 0, segment, JAVA_LONG, from, BULK);
        figures.written.add(BULK);
    }

    private void volatileAccess() {
        for (int i = 0; i < BURST; i++) {
            long at = anywhere(1);
            long before = (long) WORD.getVolatile(segment, at);
            check(before, at);
            WORD.compareAndSet(segment, at, before, newWord(at));
            check((long) WORD.getAndSet(segment, at, newWord(at)), at);
        }
        figures.read.add(2L * BURST);
        figures.written.add(2L * BURST);
    }

    /** Calls that hold the view, or its segment, while it is to be unmapped. */
    private void callOfTheView(int slot) throws IOException {
        switch (random.nextInt(8)) {
            case 0 -> writeToChannel();
            case 1 -> view.prefetch();
            case 2 -> view.pages();
            case 3 -> view.advise(0, RaceTrack.SLOT_BYTES / 2, Advice.RANDOM);
            case 4 -> {
                if (linux) {
                    view.trim();
                }
            }
            case 5 -> closeToo(slot);
            default -> readInBulk();
        }
    }

    /**
     * The kernel, too, must not read what is mapped after the view. It copies byte by byte, so a
     * word that is written meanwhile may arrive half old and half new: those that changed are not
     * judged.
     */
    private void writeToChannel() throws IOException {
        long from = anywhere(IO);
        MemorySegment part = segment.asSlice(from, IO * (long) Long.BYTES);
        long[] before = part.toArray(JAVA_LONG);
        ByteBuffer readBack = ByteBuffer.allocate(IO * Long.BYTES).order(ByteOrder.nativeOrder());
        long place = number * (long) readBack.capacity();
        channel.write(part.asByteBuffer(), place);
        channel.read(readBack, place);
        for (int i = 0; i < IO; i++) {
            if (part.getAtIndex(JAVA_LONG, i) == before[i]) {
                check(readBack.getLong(i * Long.BYTES), from + i * (long) Long.BYTES);
            }
        }
    }

    /** Two threads may close one view; but one that is closed by address is closed by one. */
    private void closeToo(int slot) {
        if (slot % 2 == 1 && random.nextInt(20) == 0) {
            view.close();
        }
    }
}
