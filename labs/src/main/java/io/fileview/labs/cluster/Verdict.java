package io.fileview.labs.cluster;

/**
 * One cell of the table.
 *
 * @param state what came of it
 * @param words what was seen, or why it was not given or could not be run
 */
record Verdict(State state, String words) {
    /** What can come of a promise. */
    enum State {
        /** Tried here, and it held. */
        HELD("held"),
        /** Tried here, and the technology does not give it; Fileview can do nothing about it. */
        NOT_GIVEN("not given"),
        /** Tried here, and it was broken. */
        FAILED("FAILED"),
        /** Not tried in this run. */
        NOT_RUN("not run");

        private final String words;

        State(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    static Verdict held(String words) {
        return new Verdict(State.HELD, words);
    }

    static Verdict notGiven(String words) {
        return new Verdict(State.NOT_GIVEN, words);
    }

    static Verdict failed(String words) {
        return new Verdict(State.FAILED, words);
    }

    static Verdict notRun(String words) {
        return new Verdict(State.NOT_RUN, words);
    }
}
