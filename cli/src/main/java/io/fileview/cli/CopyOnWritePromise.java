package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Changes in a copy-on-write view are visible only there. */
final class CopyOnWritePromise implements Promise {
    @Override
    public String statement() {
        return "changes in a copy-on-write view are private and are discarded when it is unmapped";
    }

    @Override
    public String action() {
        return "changed the first byte in a copy-on-write view, then read it in the view, in the file"
                + " and in a new view";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        byte original = inFile(target);
        byte changed = (byte) ~original;
        try (FileMapping mapping = target.open(Protection.READ_ONLY)) {
            byte inView;
            byte inFile;
            PageMap pages;
            try (View view =
                    mapping.view(0, target.atMost(64 << 10))
                            .protection(Protection.COPY_ON_WRITE)
                            .map()) {
                view.guarded().setByte(0, changed);
                inView = view.guarded().getByte(0);
                inFile = inFile(target);
                pages = view.pages();
            }
            byte inNewView;
            try (View view = mapping.map(0, 1)) {
                inNewView = view.guarded().getByte(0);
            }
            int copies = pages.count(PageState.PRIVATE);
            boolean copiesKnown = pages.unknown(PageState.PRIVATE) == 0;
            return Observation.of(
                    inView == changed
                            && inFile == original
                            && inNewView == original
                            && (!copiesKnown || copies == 1),
                    "the byte is "
                            + hex(inView)
                            + " in the view, "
                            + hex(inFile)
                            + " in the file, "
                            + hex(inNewView)
                            + " in a new view"
                            + (copiesKnown
                                    ? "; "
                                            + copies
                                            + " of "
                                            + Amount.count(pages.pageCount(), "page")
                                            + " copied"
                                    : ""));
        }
    }

    private static byte inFile(DemoTarget target) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(1);
        try (FileChannel channel = target.channel()) {
            channel.read(first, 0);
        }
        return first.get(0);
    }

    private static String hex(byte value) {
        return Amount.hex(value & 0xff);
    }
}
