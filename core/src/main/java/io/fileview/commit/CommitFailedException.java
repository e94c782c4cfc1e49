package io.fileview;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A commit could not be carried out in full. Its {@link #outcome()} says what became of the changes,
 * now and after a crash.
 */
public final class CommitFailedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What it is. */
    private final Outcome outcome;

    /** What became of the changes of a commit that failed. */
    public enum Outcome {
        /**
         * Nothing: the file has its old state, also after a crash. The changes are still in the views
         * and can be committed again.
         */
        NOT_COMMITTED,

        /**
         * They are durable in the journal and will be found after a crash, but could not all be
         * written to the file. Readers are kept out until that is done: by the next {@link
         * CommitMapping#commit()}, by {@link CommitMapping#close()}, or by the recovery of whoever
         * opens the file next.
         */
        COMMITTED_NOT_APPLIED,

        /**
         * Not known: writing the journal failed, and so did taking back what may have been written of
         * it. The file has its old state; should the process die before the next {@link
         * CommitMapping#commit()} or {@link CommitMapping#close()} that succeeds, a recovery may find
         * the commit, whole, or not at all.
         */
        UNKNOWN
    }

    /**
     * Creates the exception.
     *
     * @param place where it happened
     * @param outcome what became of the changes
     * @param problem what happened and what to do, after the file's name and a colon
     * @param cause what led to it, or null
     */
    public CommitFailedException(
            Place place, Outcome outcome, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
        this.outcome = outcome;
    }

    /**
     * What became of the changes.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }
}
