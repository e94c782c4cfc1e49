package io.fileview.messages;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import java.nio.file.FileSystemException;

/**
 * What a provocation was answered with, in a form that another process reads.
 *
 * @param provocation its name
 * @param type the type of the exception
 * @param error the symbolic name of the error of the operating system; empty if there is none
 * @param limit the limit that was reached, with its value and the count; empty if there is none
 * @param thing the file or other thing that the message has to name; empty if none is known
 * @param message the message
 */
record Provoked(
        String provocation, String type, String error, String limit, String thing, String message) {
    private static final String SEPARATOR = "\t";

    static Provoked of(String provocation, Throwable failure) {
        String error = "";
        String limit = "";
        String thing = "";
        if (failure instanceof MappingException known) {
            error = known.errorName().orElse("");
            thing = known.file();
        }
        if (failure instanceof MappingLimitException reached) {
            limit = reached.limitName() + " " + reached.limit() + " " + reached.count();
        }
        if (failure instanceof FileSystemException known) {
            thing = String.valueOf(known.getFile());
        }
        return new Provoked(
                provocation,
                failure.getClass().getSimpleName(),
                error,
                limit,
                thing,
                String.valueOf(failure.getMessage()));
    }

    String print() {
        return String.join(
                SEPARATOR,
                "PROVOKED",
                provocation,
                type,
                error,
                limit,
                thing,
                message.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"));
    }
}
