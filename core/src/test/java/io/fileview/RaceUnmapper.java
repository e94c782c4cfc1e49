package io.fileview;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Unmaps the views of its slots, lets decoys take their addresses, and maps new views. */
final class RaceUnmapper {
    private static final int DECOYS = 16;
    private static final int MORE = 3 * 4096 + 8;
    private static final long PAUSE_NANOS = 10_000;

    private final RaceTrack track;
    private final RaceFigures figures;
    private final int first;
    private final int step;
    private final Random random;
    private final Deque<View> decoys = new ArrayDeque<>();

    RaceUnmapper(RaceTrack track, RaceFigures figures, int first, int step) {
        this.track = track;
        this.figures = figures;
        this.first = first;
        this.step = step;
        this.random = new Random(first);
    }

    void work(BooleanSupplier over) throws IOException {
        while (!over.getAsBoolean()) {
            int slot = first + step * random.nextInt(RaceTrack.SLOTS / step);
            if (random.nextInt(2) == 0) {
                makeLonger(track.view(slot));
            } else {
                replace(slot);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        while (!decoys.isEmpty()) {
            closeOldestDecoy();
        }
    }

    private void replace(int slot) throws IOException {
        View view = track.view(slot);
        unmap(view, slot % 2 == 0);
        addDecoy(view.address(), view.offset(), view.length());
        track.fill(slot, random);
    }

    private void unmap(View view, boolean byAddress) {
        while (true) {
            try {
                if (byAddress) {
                    Views.unmap(view.address());
                } else {
                    view.close();
                }
                figures.unmapped.increment();
                return;
            } catch (IllegalStateException inUse) {
                figures.busy.increment();
                Thread.onSpinWait();
            }
        }
    }

    private void makeLonger(View view) throws IOException {
        long address = view.address();
        long length = view.length();
        if (length + MORE > 2 * RaceTrack.SLOT_BYTES - RaceTrack.LEAD_BYTES) {
            return;
        }
        try {
            view.remap(length + MORE);
            figures.remapped.increment();
            if (view.address() != address) {
                addDecoy(address, view.offset(), length);
            }
        } catch (IllegalStateException inUseOrClosed) {
            figures.busy.increment();
        }
    }

    private void addDecoy(long deadAddress, long offset, long length) throws IOException {
        decoys.add(track.mapDecoy(deadAddress, offset, length, figures));
        if (decoys.size() > DECOYS) {
            closeOldestDecoy();
        }
    }

    /** What was written to dead views must not have come here. */
    private void closeOldestDecoy() {
        View decoy = decoys.remove();
        RaceTrack.check(decoy, RaceWords.DECOY, figures);
        decoy.close();
    }
}
