package io.fileview.labs.storm;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The reasons for which a call may be refused in this lab, each of which the exception names. What has
 * another reason is a failure.
 */
final class Refusals {
    private static final Map<String, String> REASONS = new LinkedHashMap<>();

    static {
        REASONS.put("has been renamed or deleted since", "renamed");
        REASONS.put("is another file than the one", "replaced");
        REASONS.put("was removed, replaced or unlocked", "lock file removed");
        REASONS.put("is missing", "journal elsewhere");
        REASONS.put("was written for another file", "journal of another file");
        REASONS.put("has been moved or removed since", "directory moved");
        REASONS.put("no longer leads to", "directory moved");
        REASONS.put("is a symbolic link", "link leads nowhere");
        // The portable engine finds entries by their paths.
        REASONS.put("fileview-journal: the file already exists; open it without",
                "directory moved");
        REASONS.put("already open for commits", "in use");
        REASONS.put("is in use by", "in use");
    }

    private Refusals() {}

    /** Returns the reason in one or two words; empty for a failure. */
    static Optional<String> reason(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        for (Map.Entry<String, String> reason : REASONS.entrySet()) {
            if (message.contains(reason.getKey())) {
                return Optional.of(reason.getValue());
            }
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NoSuchFileException) {
                return Optional.of("no such name");
            }
        }
        return Optional.empty();
    }

    static void report(Events events, IOException failure) {
        reason(failure)
                .ifPresentOrElse(
                        reason -> events.add(Events.Kind.REFUSED, reason),
                        () -> events.add(
                                Events.Kind.FAILED,
                                failure + " because of " + failure.getCause()));
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof IOException also) {
                report(events, also);
            }
        }
    }
}
