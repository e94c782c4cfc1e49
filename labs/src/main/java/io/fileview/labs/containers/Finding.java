package io.fileview.labs.containers;

import java.util.Locale;

/**
 * What became of a job in a container.
 *
 * @param job the job
 * @param state how it ended
 * @param words what was seen, or the sentence that the program was told
 */
record Finding(Job job, State state, String words) {
    private static final String SEPARATOR = "\t";
    private static final String PREFIX = "finding" + SEPARATOR;

    /** How a job ends. */
    enum State {
        /** It was done, and its result is right. */
        WORKS,
        /** Its result, or a part of it, is reported as unknown, with the reason. */
        UNKNOWN,
        /** It was refused. */
        REFUSED,
        /** A result that is not right, or an end that nobody expects. */
        WRONG;

        String words() {
            return this == WRONG ? name() : name().toLowerCase(Locale.ROOT);
        }
    }

    /** A result that is not right. */
    static final class WrongResult extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongResult(String message) {
            super(message);
        }
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new WrongResult(otherwise);
        }
    }

    static Finding works(Job job, String words) {
        return new Finding(job, State.WORKS, words);
    }

    static Finding unknown(Job job, String words) {
        return new Finding(job, State.UNKNOWN, words);
    }

    /** Returns this as a line that {@link #parse} understands. */
    String line() {
        return PREFIX + job + SEPARATOR + state + SEPARATOR + words.replaceAll("\\s+", " ");
    }

    static boolean isFinding(String line) {
        return line.startsWith(PREFIX);
    }

    static Finding parse(String line) {
        String[] fields = line.split(SEPARATOR, 4);
        return new Finding(Job.valueOf(fields[1]), State.valueOf(fields[2]), fields[3]);
    }
}
