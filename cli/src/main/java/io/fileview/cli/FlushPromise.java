package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.util.Optional;

/** Changes stay in memory until a flush, which writes all of them to the device. */
final class FlushPromise implements Promise {
    private static final int CHANGED = 100;

    /** The system may start writeback at the same time, and those pages are no longer dirty. */
    private static final int ATTEMPTS = 3;

    @Override
    public String statement() {
        return "changed pages are written lazily, and a flush writes all of them";
    }

    @Override
    public String action() {
        return "changed one byte on each of 100 scattered pages, then flushed to the device";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        if (!target.writable()) {
            return Observation.notShown("the demo does not change " + PathText.line(target.file()));
        }
        if (!target.isOnDisk()) {
            return Observation.unsupported("the file is on an in-memory file system; use --dir");
        }
        Observation seen = Observation.unsupported("the system does not count dirty pages");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            seen = attempt(target, (byte) attempt);
            if (seen.result() != Observation.Result.NOT_SEEN) {
                return seen;
            }
        }
        return seen;
    }

    private static Observation attempt(DemoTarget target, byte salt) throws IOException {
        try (FileMapping mapping = target.open(Protection.READ_WRITE);
                View view = mapping.view(0, target.size()).advice(Advice.RANDOM).map()) {
            // A page of a large folio would make the whole folio dirty.
            DemoTarget.evict(view);
            Optional<CacheCounts> before = mapping.cached();
            if (before.isEmpty()) {
                return Observation.unsupported(
                        "the system does not count dirty pages: "
                                + view.pages()
                                        .whyUnknown(PageState.DIRTY)
                                        .orElse("the reason is unknown"));
            }
            long step = view.length() / CHANGED / view.pageSize() * view.pageSize();
            for (int i = 0; i < CHANGED; i++) {
                byte old = view.guarded().getByte(i * step);
                view.guarded().setByte(i * step, (byte) (old + 1 + salt));
            }
            long dirty = mapping.cached().orElseThrow().dirty();
            long start = System.nanoTime();
            view.flush(Durability.DEVICE);
            long micros = (System.nanoTime() - start) / 1000;
            CacheCounts after = mapping.cached().orElseThrow();
            return Observation.of(
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
