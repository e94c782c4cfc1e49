package io.fileview.cli;

/**
 * What the demo saw when it demonstrated a promise.
 *
 * @param result the result
 * @param text what was seen, in figures, or why nothing was seen
 */
record Observation(Result result, String text) {
    /** The result of a demonstration. */
    enum Result {
        SEEN("seen"),
        NOT_SEEN("not seen"),
        UNSUPPORTED("not supported on this system"),
        NOT_SHOWN("not shown");

        private final String label;

        Result(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static Observation of(boolean kept, String text) {
        return new Observation(kept ? Result.SEEN : Result.NOT_SEEN, text);
    }

    /** The promise could be shown on this system, but was not seen to hold. */
    static Observation notSeen(String reason) {
        return new Observation(Result.NOT_SEEN, reason);
    }

    /** The system or the engine cannot show it. */
    static Observation unsupported(String reason) {
        return new Observation(Result.UNSUPPORTED, reason);
    }

    static Observation notShown(String reason) {
        return new Observation(Result.NOT_SHOWN, reason);
    }
}
