package io.fileview;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * One file, and slots with a view each that somebody unmaps and replaces all the time; and a decoy
 * file, to be mapped at addresses where views have been.
 */
final class RaceTrack implements AutoCloseable {
    static final int SLOTS = 64;
    static final int SLOT_BYTES = 32 * 1024;
    static final int FILE_BYTES = (SLOTS + 1) * SLOT_BYTES;

    /** Views start at any long of these, so that not all of them start on a page. */
    static final int LEAD_BYTES = 4096;

    final FileMapping real;
    final FileMapping decoy;
    private final AtomicReferenceArray<View> views = new AtomicReferenceArray<>(SLOTS);
    private final Set<Long> deadAddresses = ConcurrentHashMap.newKeySet();

    RaceTrack(Path directory, String engine) throws IOException {
        this.real = open(directory.resolve("real"), engine, RaceWords.REAL);
        this.decoy = open(directory.resolve("decoy"), engine, RaceWords.DECOY);
        for (int slot = 0; slot < SLOTS; slot++) {
            fill(slot, new Random(slot));
        }
    }

    private static FileMapping open(Path path, String engine, RaceWords words)
            throws IOException {
        MappingBuilder builder =
                FileMapping.builder(path)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(FILE_BYTES);
        FileMapping mapping = (engine.equals("auto") ? builder : builder.engine(engine)).open();
        try (View all = mapping.map()) {
            for (long at = 0; at < FILE_BYTES; at += Long.BYTES) {
                all.segment().set(JAVA_LONG, at, words.word(at, 0));
            }
        }
        return mapping;
    }

    View view(int slot) {
        return views.get(slot);
    }

    /** Maps a new view into a slot: of ten, six can write, two are private and two only read. */
    void fill(int slot, Random random) throws IOException {
        int kind = random.nextInt(10);
        Protection protection =
                kind < 2
                        ? Protection.READ_ONLY
                        : kind < 4 ? Protection.COPY_ON_WRITE : Protection.READ_WRITE;
        long offset = (long) slot * SLOT_BYTES
                + random.nextInt(LEAD_BYTES / Long.BYTES) * (long) Long.BYTES;
        long length = SLOT_BYTES - LEAD_BYTES;
        View view = real.view(offset, length).protection(protection).map();
        deadAddresses.remove(view.address());
        views.set(slot, view);
    }

    /** Maps a decoy as large as the view was; it likely gets the address that has become free. */
    View mapDecoy(long deadAddress, long offset, long length, RaceFigures figures)
            throws IOException {
        deadAddresses.add(deadAddress);
        View view = decoy.map(offset, length);
        if (deadAddresses.remove(view.address())) {
            figures.reused.increment();
        }
        return view;
    }

    /** Nobody may have written to it but with the words of its kind. */
    static void check(View view, RaceWords words, RaceFigures figures) {
        MemorySegment segment = view.segment();
        for (long at = 0; at < segment.byteSize(); at += Long.BYTES) {
            figures.check(segment.get(JAVA_LONG, at), words, view.offset() + at, view);
        }
    }

    @Override
    public void close() {
        for (int slot = 0; slot < SLOTS; slot++) {
            views.get(slot).close();
        }
        real.close();
        decoy.close();
    }
}
