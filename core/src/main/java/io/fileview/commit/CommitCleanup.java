package io.fileview;

import io.fileview.spi.MappedRange;
import java.util.function.BooleanSupplier;

/** What is left to do when a commit mapping has been lost. Must not reach the mapping. */
final class CommitWatch implements Runnable {
    private final FileMapping mapping;
    private final CommitStore store;
    private final BooleanSupplier unmap;

    /** Keeps the file from being truncated through a mapping of this process. */
    private final ViewWatch watch;

    private boolean closedByOwner; // guarded by this

    CommitWatch(FileMapping mapping, CommitStore store, MappedRange whole) {
        this.mapping = mapping;
        this.store = store;
        this.unmap = whole.reclaim();
        this.watch =
                new ViewWatch(
                        0,
                        mapping.section(),
                        0,
                        whole.segment().address(),
                        mapping.size(),
                        false,
                        unmap,
                        null);
        mapping.section().file().add(watch);
    }

    synchronized void closeByOwner() {
        closedByOwner = true;
    }

    @Override
    public synchronized void run() {
        mapping.section().file().remove(watch);
        if (!closedByOwner) {
            boolean unmapped = unmap.getAsBoolean();
            store.abandon();
            Views.mappingLost(
                    "commit "
                            + mapping
                            + ", now closed"
                            + (unmapped ? "" : ", but still mapped"),
                    null);
            mapping.close();
        }
    }
}
