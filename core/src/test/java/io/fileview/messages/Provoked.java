package io.fileview.messages;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a provocation was answered with, in a form that one process prints and another reads.
 *
 * @param provocation its name
 * @param type the type of the exception
 * @param error the symbolic name of the error of the operating system; empty if there is none
 * @param limit the limit that was reached, with its value and the count; empty if there is none
 * @param thing the file or other thing that the message has to name; empty if none is known
 * @param sites where the exception and its causes were made, as file and line
 * @param message the message
 */
record Provoked(
        String provocation,
        String type,
        String error,
        String limit,
        String thing,
        List<String> sites,
        String message) {
    private static final String SEPARATOR = "\t";
    private static final int MOST_CAUSES = 10;

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
                sites(failure),
                String.valueOf(failure.getMessage()));
    }

    private static List<String> sites(Throwable failure) {
        List<String> sites = new ArrayList<>();
        Throwable at = failure;
        for (int i = 0; at != null && i < MOST_CAUSES; i++) {
            StackTraceElement[] trace = at.getStackTrace();
            if (trace.length > 0 && trace[0].getClassName().startsWith("io.fileview.")) {
                String type = trace[0].getClassName();
                String directory =
                        type.substring(0, type.lastIndexOf('.') + 1).replace('.', '/');
                sites.add(
                        directory + trace[0].getFileName() + ":" + trace[0].getLineNumber());
            }
            at = at.getCause();
        }
        return sites;
    }

    /** The message without numbers, which differ from run to run. */
    String pattern() {
        return message.replaceAll("[0-9a-f]{6,}|-[0-9a-f]+", "#").replaceAll("[0-9]+", "#");
    }

    /** All that must be the same in every language. */
    String key() {
        return String.join(
                SEPARATOR, type, error, limit.replaceAll("[0-9]+", "#"), pattern());
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
                String.join(" ", sites),
                message.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t"));
    }

    static Provoked parse(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        return new Provoked(
                fields[1],
                fields[2],
                fields[3],
                fields[4],
                fields[5],
                fields[6].isEmpty() ? List.of() : List.of(fields[6].split(" ")),
                fields[7].replace("\\t", "\t").replace("\\n", "\n").replace("\\\\", "\\"));
    }

    static boolean isPrinted(String line) {
        return line.startsWith("PROVOKED" + SEPARATOR);
    }
}
