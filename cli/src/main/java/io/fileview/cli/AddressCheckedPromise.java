package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.Views;
import java.io.IOException;

/** Unmapping by address takes the address of a view and nothing else. */
final class AddressCheckedPromise implements Promise {
    private static final long NEVER_MAPPED = 0x1000;

    @Override
    public String words() {
        return "an address is accepted only where a view starts";
    }

    @Override
    public String deed() {
        return "unmapped by an address where nothing is, one inside a view, a view's own, and that"
                + " once more";
    }

    @Override
    public Seen show(Stage stage) throws IOException {
        try (FileMapping mapping = stage.open(Protection.READ_ONLY);
                View view = mapping.map(0, stage.atMost(4096))) {
            boolean nowhere = isRefused(NEVER_MAPPED);
            boolean inside = isRefused(view.address() + 1);
            boolean stillMapped = view.isMapped();
            boolean own = !isRefused(view.address()) && !view.isMapped();
            boolean twice = isRefused(view.address());
            return Seen.of(
                    nowhere && inside && stillMapped && own && twice,
                    Amount.hex(NEVER_MAPPED)
                            + " "
                            + words(nowhere)
                            + "; "
                            + Amount.hex(view.address() + 1)
                            + ", inside the view, "
                            + words(inside)
                            + "; "
                            + Amount.hex(view.address())
                            + " "
                            + words(!own)
                            + ", the second time "
                            + words(twice));
        }
    }

    private static String words(boolean refused) {
        return refused ? "refused" : "accepted";
    }

    private static boolean isRefused(long address) {
        try {
            Views.unmap(address);
            return false;
        } catch (IllegalArgumentException refused) {
            return true;
        }
    }
}
