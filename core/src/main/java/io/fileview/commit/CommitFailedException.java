package io.fileview.commit;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a commit fails. Its {@link #outcome()} says what happened to the changes, and what
 * recovery after a crash or power failure would find.
 */
public final class CommitFailedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What happened to the changes. */
    private final Outcome outcome;

    /** What happened to the changes of a failed commit. */
    public enum Outcome {
        /**
         * Nothing has been committed. The file has its previous state, even after a crash. The
         * changes are still in the views, and the program can try to commit them again.
         */
        NOT_COMMITTED,

        /**
         * The changes are durable in the journal, but not all of them could be written to the file.
         * Readers wait until all have been written, by the next {@link CommitMapping#commit()}, by
         * {@link CommitMapping#close()}, or by recovery in the next process that opens the file.
         */
        COMMITTED_NOT_APPLIED,

        /**
         * It is unknown whether the changes are committed, because writing them to the journal
         * failed, and so did undoing that write. The file itself has its previous state. If the
         * process dies before the next {@link CommitMapping#commit()} or {@link
         * CommitMapping#close()} succeeds, recovery finds either the complete commit or nothing of
         * it.
         */
        UNKNOWN
    }

    /**
     * Creates the exception.
     *
     * @param place the file and range concerned
     * @param outcome what happened to the changes
     * @param problem the message, to which the file's name is prepended
     * @param cause the cause, or null
     */
    public CommitFailedException(
            Place place, Outcome outcome, String problem, @Nullable Throwable cause) {
        super(place, problem, cause);
        this.outcome = outcome;
    }

    /** {@return what happened to the changes} */
    public Outcome outcome() {
        return outcome;
    }
}
