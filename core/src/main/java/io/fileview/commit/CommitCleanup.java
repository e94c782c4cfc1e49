package io.fileview.commit;

import io.fileview.FileMapping;
import io.fileview.live.Leaks;
import io.fileview.live.LiveView;
import java.util.function.BooleanSupplier;

/** Closes a commit mapping that was leaked. Must not reach the mapping. */
final class CommitCleanup implements Runnable {
    private final FileMapping mapping;
    private final CommitStore store;
    private final BooleanSupplier unmap;
    private final LiveView whole;

    private boolean closedByOwner; // guarded by this

    CommitCleanup(
            FileMapping mapping, CommitStore store, BooleanSupplier unmap, LiveView whole) {
        this.mapping = mapping;
        this.store = store;
        this.unmap = unmap;
        this.whole = whole;
    }

    synchronized void closeByOwner() {
        closedByOwner = true;
    }

    @Override
    public synchronized void run() {
        whole.unmapped();
        if (!closedByOwner) {
            boolean unmapped = unmap.getAsBoolean();
            store.abandon();
            try {
                mapping.close();
            } finally {
                Leaks.mapping(
                        "commit mapping of "
                                + store.data().name()
                                + ", now closed"
                                + (unmapped ? "" : ", but still mapped"),
                        null);
            }
        }
    }
}
