package io.fileview.windows;

import io.fileview.waiting.RetryPause;
import java.time.Duration;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * Calls that are tried again for a moment: virus scanners and indexers keep files open that a program
 * has just written, and the system refuses some calls while it writes a file itself.
 */
final class Retries {
    private static final Duration WHILE_SCANNED = Duration.ofMillis(500);
    private static final Duration WHILE_WRITTEN = Duration.ofSeconds(1);

    private Retries() {}

    /** Repeats opening a file that another program does not share, or that is being deleted. */
    static <T> T ofSharing(Supplier<T> call, ToIntFunction<T> errorOf) {
        return repeat(
                call,
                errorOf,
                error -> WindowsError.ERROR_SHARING_VIOLATION.is(error)
                        || WindowsError.ERROR_DELETE_PENDING.is(error),
                WHILE_SCANNED);
    }

    /** Repeats a change of a name; what is in use is refused with several errors. */
    static int ofEntry(Supplier<Integer> call) {
        return repeat(
                call,
                error -> error,
                error -> WindowsError.ERROR_SHARING_VIOLATION.is(error)
                        || WindowsError.ERROR_ACCESS_DENIED.is(error)
                        || WindowsError.ERROR_LOCK_VIOLATION.is(error)
                        || WindowsError.ERROR_DELETE_PENDING.is(error)
                        || WindowsError.ERROR_USER_MAPPED_FILE.is(error),
                WHILE_SCANNED);
    }

    /** Repeats a truncation, which is refused as long as a scanner has the file mapped, too. */
    static int ofTruncation(Supplier<Integer> call) {
        return repeat(
                call, error -> error, WindowsError.ERROR_USER_MAPPED_FILE::is, WHILE_SCANNED);
    }

    /** Repeats what the system refuses while it writes the same bytes. */
    static int ofWriting(Supplier<Integer> call) {
        return repeat(
                call, error -> error, WindowsError.ERROR_LOCK_VIOLATION::is, WHILE_WRITTEN);
    }

    private static <T> T repeat(
            Supplier<T> call, ToIntFunction<T> errorOf, IntPredicate isPassing, Duration limit) {
        T result = call.get();
        if (!isPassing.test(errorOf.applyAsInt(result))) {
            return result;
        }
        try (RetryPause attempts = new RetryPause(limit)) {
            while (isPassing.test(errorOf.applyAsInt(result)) && attempts.pause()) {
                result = call.get();
            }
            return result;
        }
    }
}
