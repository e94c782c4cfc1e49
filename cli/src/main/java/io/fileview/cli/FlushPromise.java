package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.CacheCounts;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Changes wait in memory until a flush, which brings all of them to the device. */
final class FlushPromise implements Promise {
    private static final int CHANGED = 100;

    /** The system may start to write on its own just then; what it writes is not dirty any more. */
    private static final int ATTEMPTS = 3;

    @Override
    public String words() {
        return "changed pages are written when they are flushed, and then all of them";
    }

    @Override
    public String deed() {
        return "changed one byte on each of 100 scattered pages, then flushed to the device";
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        if (!stage.writable()) {
            return Seen.notShown(stage.file() + " is read-only here");
        }
        if (!stage.isOnDisk()) {
            return Seen.unsupported("the file is on a file system in memory; use --dir");
        }
        Seen seen = Seen.unsupported("the system does not count dirty pages (Linux 6.5 does)");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            seen = attempt(stage, (byte) attempt);
            if (seen.result() != Seen.Result.NOT_SEEN) {
                return seen;
            }
        }
        return seen;
    }

    private static Seen attempt(Stage stage, byte salt) throws IOException {
        try (FileMapping mapping = stage.open(Protection.READ_WRITE);
                View view = mapping.view(0, stage.size()).advice(Advice.RANDOM).map()) {
            // A page that came in as part of a larger block is dirty with all of the block.
            Stage.drop(view);
            Optional<CacheCounts> before = mapping.cached();
            if (before.isEmpty()) {
                return Seen.unsupported("the system does not count dirty pages (Linux 6.5 does)");
            }
            long step = view.length() / CHANGED / view.pageSize() * view.pageSize();
            for (int i = 0; i < CHANGED; i++) {
                byte old = view.segment().get(ValueLayout.JAVA_BYTE, i * step);
                view.segment().set(ValueLayout.JAVA_BYTE, i * step, (byte) (old + 1 + salt));
            }
            long dirty = mapping.cached().orElseThrow().dirty();
            long start = System.nanoTime();
            view.flush(Durability.DEVICE);
            long micros = (System.nanoTime() - start) / 1000;
            CacheCounts after = mapping.cached().orElseThrow();
            return Seen.of(
                    before.get().dirty() == 0
                            && dirty >= CHANGED
                            && after.dirty() == 0
                            && after.writeback() == 0,
                    "dirty pages "
                            + before.get().dirty()
                            + " → "
                            + dirty
                            + " → "
                            + after.dirty()
                            + "; the flush took "
                            + Amount.grouped(micros)
                            + " µs");
        }
    }
}
