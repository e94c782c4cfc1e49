package io.fileview.ndis;

import java.util.ArrayList;
import java.util.List;

/**
 * The result of a driver's initialisation.
 *
 * @param status the status that the routine returned
 * @param leftOpen the files that it left open, which have been closed since; one line each, as
 *     {@link NdisHandle#toString}
 * @param levelAtReturn the interrupt request level at which it returned; the level of the thread
 *     has been restored to {@link Irql#PASSIVE_LEVEL}
 */
public record MiniportReport(int status, List<String> leftOpen, int levelAtReturn) {
    /** Copies the list. */
    public MiniportReport {
        leftOpen = List.copyOf(leftOpen);
    }

    /**
     * Returns whether the routine followed the rules, regardless of its status.
     *
     * @return true if it left no file open and returned at {@link Irql#PASSIVE_LEVEL}
     */
    public boolean keptTheRules() {
        return violations().isEmpty();
    }

    /**
     * Returns the rules that the routine broke.
     *
     * @return one sentence for each violation
     */
    public List<String> violations() {
        List<String> sentences = new ArrayList<>();
        for (String file : leftOpen) {
            sentences.add("left open: " + file + "; close it before MiniportInitializeEx returns");
        }
        if (levelAtReturn != Irql.PASSIVE_LEVEL) {
            sentences.add(
                    "returned at "
                            + Irql.nameOf(levelAtReturn)
                            + "; return at the level at which it was called, PASSIVE_LEVEL");
        }
        return sentences;
    }
}
