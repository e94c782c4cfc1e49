package io.fileview.cli;

/**
 * What the demo saw of a promise.
 *
 * @param result how it went
 * @param text what was seen, in numbers, or the reason why nothing was
 */
record Seen(Result result, String text) {
    /** How a promise fared. */
    enum Result {
        SEEN("seen"),
        NOT_SEEN("not seen"),
        UNSUPPORTED("not supported on this system"),
        NOT_SHOWN("not shown");

        private final String words;

        Result(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    static Seen of(boolean kept, String text) {
        return new Seen(kept ? Result.SEEN : Result.NOT_SEEN, text);
    }

    /** The system has a way to show it, but did not let this process see. */
    static Seen notSeen(String reason) {
        return new Seen(Result.NOT_SEEN, reason);
    }

    /** The system, or the engine, has no way to show it. */
    static Seen unsupported(String reason) {
        return new Seen(Result.UNSUPPORTED, reason);
    }

    static Seen notShown(String reason) {
        return new Seen(Result.NOT_SHOWN, reason);
    }
}
