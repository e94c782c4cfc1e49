package io.fileview.commit;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A commit failed. Its {@link #outcome()} says what happened to the changes, and what a recovery
 * after a crash or power failure would find.
 */
public final class CommitFailedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    /** What happened to the changes of a commit that failed. */
    public enum Outcome {
        /**
         * Nothing was committed: the file has its previous state, even after a crash. The changes
         * are still in the views and can be committed again.
         */
        NOT_COMMITTED,

        /**
         * The changes are durable in the journal and survive a crash, but not all of them could be
         * written to the file. Readers are kept out until they are: by the next {@link
         * CommitMapping#commit()}, by {@link CommitMapping#close()}, or by the recovery of the next
         * process that opens the file.
         */
        COMMITTED_NOT_APPLIED,

        /**
         * Unknown: writing the journal failed, and so did undoing what may have been written of
         * it. The file has its previous state. If the process dies before the next {@link
         * CommitMapping#commit()} or {@link CommitMapping#close()} succeeds, a recovery finds
         * either the whole commit or nothing of it.
         */
        UNKNOWN
    }

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param outcome what happened to the changes
     * @param problem the message without the file's name, which is put before it
     * @param cause the cause, or null
     */
    public CommitFailedException(
            Place place, Outcome outcome, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
        this.outcome = outcome;
    }

    /**
     * Returns what happened to the changes.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return outcome;
    }
}
