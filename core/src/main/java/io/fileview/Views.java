package io.fileview;

import io.fileview.live.Counters;
import io.fileview.live.LiveViews;
import io.fileview.live.MappedView;
import java.util.List;
import java.util.Optional;

/** All live views of the process. Thread-safe. */
public final class Views {
    private Views() {}

    /**
     * Unmaps the view that starts at an address, as {@link View#close()}. If several views of one
     * commit mapping start there, it unmaps the one mapped last.
     *
     * <p>Accepts what the documentation of {@code UnmapViewOfFile} accepts: the base address of a
     * mapped view, as returned by {@link View#address()}.
     *
     * @param address the base address of a view
     * @throws IllegalArgumentException if no view starts there; the message names the view, if any,
     *     that the address lies in
     * @throws IllegalStateException as {@link View#close()}
     * @throws WrongThreadException as {@link View#close()}
     */
    public static void unmap(long address) {
        MappedView view = LiveViews.startingAt(address);
        if (view == null) {
            throw new IllegalArgumentException(
                    "no view starts at address 0x"
                            + Long.toHexString(address)
                            + at(address)
                                    .map(
                                            inside -> "; it lies inside "
                                                    + inside
                                                    + ": give that address")
                                    .orElse(": it was never mapped here, or is unmapped already"));
        }
        view.close();
    }

    /**
     * Returns the live view that an address lies in.
     *
     * @param address any address
     * @return the view; empty if the address lies in none
     */
    public static Optional<View> at(long address) {
        return Optional.ofNullable(LiveViews.containing(address)).map(Views::held);
    }

    /**
     * Returns all live views, by address.
     *
     * @return the views that were mapped at some moment during the call
     */
    public static List<View> live() {
        return LiveViews.all().stream().map(Views::held).toList();
    }

    /**
     * Returns the counters.
     *
     * @return their values now
     */
    public static ViewStatistics statistics() {
        return new ViewStatistics(
                Counters.LIVE_MAPPINGS.get(),
                Counters.LIVE_VIEWS.get(),
                Counters.MAPPED_BYTES.get(),
                Counters.LEAKED_MAPPINGS.get(),
                Counters.LEAKED_VIEWS.get(),
                Counters.CLOSED_PENDING.get());
    }

    private static View held(MappedView view) {
        return (View) view.holder();
    }
}
