package io.fileview;

import io.fileview.live.Counters;
import io.fileview.live.LiveViews;
import io.fileview.live.MappedView;
import java.util.List;
import java.util.Optional;

/** Finds, lists, counts and unmaps the views that are mapped in this process. Thread-safe. */
public final class Views {
    private Views() {}

    /**
     * Unmaps the view that starts at an address, as {@link View#close()} does. Only views of one
     * {@link io.fileview.commit.CommitMapping} can share a base address. If several of them do,
     * the one that was mapped last is unmapped.
     *
     * <p>The address must be the base address of a view, not any other address within the view. The
     * Windows function {@code UnmapViewOfFile} is documented to require the same.
     *
     * @param address a base address, as returned by {@link View#address()}
     * @throws IllegalArgumentException if no view starts at the address; the message names a view
     *     that contains it, if any
     * @throws IllegalStateException as {@link View#close()}
     * @throws WrongThreadException as {@link View#close()}
     * @throws java.io.UncheckedIOException as {@link View#close()}
     */
    public static void unmap(long address) {
        MappedView view = LiveViews.startingAt(address);
        if (view == null) {
            throw new IllegalArgumentException(
                    "no view starts at address 0x"
                            + Long.toHexString(address)
                            + at(address)
                                    .map(inside -> "; it lies inside "
                                            + inside
                                            + ", whose base address must be given")
                                    .orElse("; it was never mapped here, or has been unmapped"));
        }
        view.close();
    }

    /**
     * Returns the view that contains an address. Only views of one {@link
     * io.fileview.commit.CommitMapping} can overlap. If several of them contain the address, the
     * one with the highest base address is returned; if several have that base address, the one of
     * these that was mapped last.
     *
     * @param address any address
     * @return the view; empty if no view contains the address
     */
    public static Optional<View> at(long address) {
        return Optional.ofNullable(LiveViews.containing(address)).map(Views::held);
    }

    /**
     * Returns the mapped views, in ascending order of base address. A view that is mapped or
     * unmapped during the call may or may not be included.
     *
     * @return the views
     */
    public static List<View> live() {
        return LiveViews.all().stream().map(Views::held).toList();
    }

    /** {@return the current numbers of this process's mappings and views} */
    public static ViewStatistics statistics() {
        return new ViewStatistics(
                Counters.LIVE_MAPPINGS.get(),
                Counters.LIVE_VIEWS.get(),
                Counters.MAPPED_BYTES.get(),
                Counters.LEAKED_MAPPINGS.get(),
                Counters.LEAKED_VIEWS.get(),
                Counters.LEAKED_SCHEDULERS.get(),
                Counters.LEAKED_READERS.get(),
                Counters.LEAKED_READ_LOCKS.get(),
                Counters.CLOSED_PENDING.get());
    }

    private static View held(MappedView view) {
        return (View) view.holder();
    }
}
