package io.fileview.ndis;

import io.fileview.View;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The one view that each file may have in this process, through whatever handle. A claim is worth as
 * much as its view: one that was lost, and so unmapped, blocks nobody.
 */
final class ExclusiveViews {
    private static final Map<FileIdentity, WeakReference<View>> CLAIMS = new HashMap<>();

    private ExclusiveViews() {}

    /** How the view is mapped once it may be. */
    interface Source {
        View map() throws IOException;
    }

    /** Maps, unless the file has a view; then the answer is empty. */
    static synchronized Optional<View> map(FileIdentity file, Source source) throws IOException {
        WeakReference<View> claim = CLAIMS.get(file);
        View holder = claim == null ? null : claim.get();
        if (holder != null && holder.isMapped()) {
            return Optional.empty();
        }
        CLAIMS.values().removeIf(other -> other.get() == null);
        View view = source.map();
        CLAIMS.put(file, new WeakReference<>(view));
        return Optional.of(view);
    }

    /** Unmaps; where that is refused, the claim stays with the view. */
    static void unmap(FileIdentity file, View view) {
        try {
            view.close();
        } finally {
            forgetUnmapped(file, view);
        }
    }

    private static synchronized void forgetUnmapped(FileIdentity file, View view) {
        WeakReference<View> claim = CLAIMS.get(file);
        if (claim != null && claim.get() == view && !view.isMapped()) {
            CLAIMS.remove(file);
        }
    }

    static synchronized int count() {
        return CLAIMS.size();
    }
}
