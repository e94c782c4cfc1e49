package io.fileview.ndis;

import java.util.ArrayList;
import java.util.List;

/**
 * How a driver's initialisation went.
 *
 * @param status what the routine returned
 * @param leftOpen the files that it left open, now closed; one line each, as {@link
 *     NdisHandle#toString}
 * @param levelAtReturn the level at which it returned; that of the thread is {@link
 *     Irql#PASSIVE_LEVEL} again
 */
public record MiniportReport(int status, List<String> leftOpen, int levelAtReturn) {
    /** Copies the list. */
    public MiniportReport {
        leftOpen = List.copyOf(leftOpen);
    }

    /**
     * Tells whether the routine kept the rules, whatever its status is.
     *
     * @return true if it left no file open and returned at {@link Irql#PASSIVE_LEVEL}
     */
    public boolean keptTheRules() {
        return violations().isEmpty();
    }

    /**
     * The rules that the routine broke.
     *
     * @return one sentence each
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
                            + "; return at the level of the call, PASSIVE_LEVEL");
        }
        return sentences;
    }
}
