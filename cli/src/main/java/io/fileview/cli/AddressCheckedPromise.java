package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.Views;
import java.io.IOException;

/** Unmapping by address accepts only the base address of a view. */
final class AddressCheckedPromise implements Promise {
    private static final long NEVER_MAPPED = 0x1000;

    @Override
    public String statement() {
        return "unmapping by address accepts only the base address of a view";
    }

    @Override
    public String action() {
        return "unmapped by an address that is not mapped, by one inside a view, by the base address of"
                + " the view, and by the same address again";
    }

    @Override
    public Observation show(DemoTarget target) throws IOException {
        try (FileMapping mapping = target.open(Protection.READ_ONLY);
                View view = mapping.map(0, target.atMost(4096))) {
            boolean nowhere = isRefused(NEVER_MAPPED);
            boolean inside = isRefused(view.address() + 1);
            boolean stillMapped = view.isMapped();
            boolean own = !isRefused(view.address()) && !view.isMapped();
            boolean twice = isRefused(view.address());
            return Observation.of(
                    nowhere && inside && stillMapped && own && twice,
                    Amount.hex(NEVER_MAPPED)
                            + ": "
                            + outcome(nowhere)
                            + "; "
                            + Amount.hex(view.address() + 1)
                            + ", inside the view: "
                            + outcome(inside)
                            + "; "
                            + Amount.hex(view.address())
                            + ", its base: "
                            + outcome(!own)
                            + ", and the second time "
                            + outcome(twice));
        }
    }

    private static String outcome(boolean refused) {
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
