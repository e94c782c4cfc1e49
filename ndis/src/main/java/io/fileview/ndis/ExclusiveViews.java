package io.fileview.ndis;

import io.fileview.View;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The single view that each file may have in this process, whatever the handle. A claim lasts as
 * long as its view: the claim of a leaked view, which has been unmapped, does not block others.
 */
final class ExclusiveViews {
    private static final Map<FileIdentity, WeakReference<View>> CLAIMS = new HashMap<>();

    private ExclusiveViews() {}

    /** Maps the view, if the file has none yet. */
    interface Source {
        View map() throws IOException;
    }

    /** Maps the file; empty if it already has a view. */
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

    /** Unmaps the view; if that fails, the view keeps its claim. */
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
