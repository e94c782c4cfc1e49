package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The address range of an unmapped view is free for other use. */
final class AddressReusePromise implements Promise {
    private static final long LENGTH = 16L << 20;
    private static final int ATTEMPTS = 64;

    @Override
    public String words() {
        return "the address range of an unmapped view is free for other use at once";
    }

    @Override
    public String deed() {
        return "unmapped a view, then mapped others of its size until one got its addresses";
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        Deque<View> later = new ArrayDeque<>();
        try (FileMapping mapping = stage.open(Protection.READ_ONLY)) {
            View first = mapping.map(0, stage.atMost(LENGTH));
            long address = first.address();
            first.close();
            for (int i = 1; i <= ATTEMPTS; i++) {
                View next = mapping.map(0, stage.atMost(LENGTH));
                later.push(next);
                long distance = Math.abs(next.address() - address);
                if (distance < next.length()) {
                    return Seen.of(
                            true,
                            "view "
                                    + i
                                    + " mapped after the unmap has address "
                                    + Amount.hex(next.address())
                                    + (distance == 0
                                            ? ", the same"
                                            : ", inside the old range at " + Amount.hex(address)));
                }
            }
            return Seen.notSeen(
                    "none of "
                            + ATTEMPTS
                            + " views mapped afterwards was placed at "
                            + Amount.hex(address));
        } finally {
            later.forEach(View::close);
        }
    }
}
