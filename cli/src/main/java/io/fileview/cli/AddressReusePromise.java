package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The address range of an unmapped view can be reused. */
final class AddressReusePromise implements Promise {
    private static final long LENGTH = 16L << 20;
    private static final int ATTEMPTS = 64;

    @Override
    public String statement() {
        return "the address range of an unmapped view can be reused immediately";
    }

    @Override
    public String action() {
        return "unmapped a view, then mapped views of the same size until one of them got its addresses";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        Deque<View> later = new ArrayDeque<>();
        try (FileMapping mapping = target.open(Protection.READ_ONLY)) {
            View first = mapping.map(0, target.atMost(LENGTH));
            long address = first.address();
            first.close();
            for (int i = 1; i <= ATTEMPTS; i++) {
                View next = mapping.map(0, target.atMost(LENGTH));
                later.push(next);
                long distance = Math.abs(next.address() - address);
                if (distance < next.length()) {
                    return Observation.of(
                            true,
                            "view "
                                    + i
                                    + " after the unmap has the address "
                                    + Amount.hex(next.address())
                                    + (distance == 0
                                            ? ", the same as before"
                                            : ", inside the old range at " + Amount.hex(address)));
                }
            }
            return Observation.notSeen(
                    "none of "
                            + ATTEMPTS
                            + " views that were mapped afterwards was placed at "
                            + Amount.hex(address));
        } finally {
            later.forEach(View::close);
        }
    }
}
