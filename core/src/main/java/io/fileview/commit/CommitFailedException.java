package io.fileview.commit;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a commit fails. Its {@link #outcome()} says what happened to the changes, and what
 * the file will contain after a crash or power failure.
 */
public final class CommitFailedException extends MappingException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What happened to the changes. */
    private final Outcome outcome;

    /** What happened to the changes of a failed commit. */
    public enum Outcome {
        /**
         * The changes have not been committed. A crash or power failure leaves the file in the
         * state after the previous commit. The changes are still in the views, and the program may
         * call {@link CommitMapping#commit()} again.
         */
        NOT_COMMITTED,

        /**
         * The changes are durable in the journal, but writing them to the file has failed. They are
         * written to it by the next successful call to {@link CommitMapping#commit()}, {@code
         * rollback}, {@code checkpoint}, {@code snapshot} or {@code close}. If the process ends
         * before such a call, they are written when the file is next opened for commits.
         *
         * <p>Until then, if some of the changes have been written to the file, a {@link
         * CommitReader} shows all of them under a read lock that is acquired after the failure; it
         * reads them from the journal. If none has been written, because readers did not release
         * their locks in time, it shows none.
         */
        COMMITTED_NOT_APPLIED,

        /**
         * The changes have been written to the file and are durable, under whatever name the file
         * now has, but the name that the file was opened with does not lead to the file any more,
         * because the file was renamed, replaced or deleted during the commit; or the name could
         * not be looked up.
         */
        COMMITTED_WITHOUT_NAME,

        /**
         * It is unknown whether the changes have been committed, because writing them to the
         * journal failed, and so did undoing that write. None of them has been written to the file.
         * The changes are still in the views. The next successful call to {@link
         * CommitMapping#commit()} commits them; the next successful call to {@link
         * CommitMapping#rollback()} or {@link CommitMapping#close()} discards them, in the journal,
         * too. If the process ends before that, recovery finds one of two things in the journal:
         * nothing of this commit, or all of it, which it then writes to the file.
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
