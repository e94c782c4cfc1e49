package io.fileview.cli;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A view that is unmapped refuses every use. */
final class UseAfterUnmapPromise implements Promise {
    @Override
    public String words() {
        return "a use after the unmap is refused, and never reads other memory";
    }

    @Override
    public String deed() {
        return "unmapped a view, then read its segment, flushed it and asked for its pages";
    }

    /** Something that must not work. */
    private interface Use {
        void run() throws IOException;
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        try (FileMapping mapping = stage.open(Protection.READ_ONLY)) {
            View view = mapping.map(0, stage.atMost(4096));
            MemorySegment segment = view.segment();
            view.close();
            String read = refusal(() -> segment.get(ValueLayout.JAVA_BYTE, 0));
            String flush = refusal(() -> view.flush(Durability.DEVICE));
            String pages = refusal(view::pages);
            boolean kept = !read.isEmpty() && !flush.isEmpty() && !pages.isEmpty();
            return Seen.of(
                    kept,
                    kept
                            ? "IllegalStateException each time, such as \"" + flush + "\""
                            : "not each of the three uses was refused");
        }
    }

    /** The message of the refusal; empty if the use worked. */
    private static String refusal(Use use) throws IOException {
        try {
            use.run();
            return "";
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
