package io.fileview.cli;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Any use of an unmapped view fails. */
final class UseAfterUnmapPromise implements Promise {
    @Override
    public String statement() {
        return "any use of a view after it has been unmapped fails, and never reads other memory";
    }

    @Override
    public String action() {
        return "unmapped a view, then read its segment, flushed it and requested its page states";
    }

    /** A use that must fail. */
    private interface Use {
        void run() throws IOException;
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        try (FileMapping mapping = target.open(Protection.READ_ONLY)) {
            View view = mapping.map(0, target.atMost(4096));
            MemorySegment segment = view.segment();
            view.close();
            String read = failureOf(() -> segment.get(ValueLayout.JAVA_BYTE, 0));
            String flush = failureOf(() -> view.flush(Durability.DEVICE));
            String pages = failureOf(view::pages);
            boolean kept = !read.isEmpty() && !flush.isEmpty() && !pages.isEmpty();
            return Observation.of(
                    kept,
                    kept
                            ? "IllegalStateException each time, for example \"" + flush + "\""
                            : "at least one of the three uses did not fail");
        }
    }

    /** The message of the exception; empty if there was none. */
    private static String failureOf(Use use) throws IOException {
        try {
            use.run();
            return "";
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
