package io.fileview.labs.cluster;

/**
 * One cell of the table.
 *
 * @param state the result
 * @param words what was seen, or why the promise is not given or could not be tried
 */
record Verdict(State state, String words) {
    /** What can become of a promise. */
    enum State {
        /** It was tried, and it was kept. */
        HELD("held"),
        /** It was tried, and the technology does not give it, which Fileview cannot change. */
        NOT_GIVEN("not given"),
        /** It was tried, and it was broken. */
        FAILED("FAILED"),
        /** It was not tried in this run. */
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
