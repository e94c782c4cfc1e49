package io.fileview.catalogue;

/**
 * What a provocation was answered with.
 *
 * @param provocation its name
 * @param type the type of the exception
 * @param error the symbolic name of the error of the operating system; empty if there is none
 * @param limit the limit that was reached, with its value and the count; empty if there is none
 * @param thing the file or other thing that the message has to name; empty if none is known
 * @param message the message
 */
record Answer(
        String provocation, String type, String error, String limit, String thing, String message) {
    private static final String SEPARATOR = "\t";

    static boolean isPrinted(String line) {
        return line.startsWith("PROVOKED" + SEPARATOR);
    }

    /** Reads what {@code Provoked} has printed. */
    static Answer parse(String line) {
        String[] fields = line.split(SEPARATOR, -1);
        return new Answer(
                fields[1],
                fields[2],
                fields[3],
                fields[4],
                fields[5],
                fields[6].replace("\\t", "\t").replace("\\n", "\n").replace("\\\\", "\\"));
    }

    /** All that must be the same in every language; numbers differ from run to run. */
    String key() {
        return String.join(
                SEPARATOR,
                type,
                error,
                limit.replaceAll("[0-9]+", "#"),
                message.replaceAll("[0-9a-f]{6,}|-[0-9a-f]+", "#").replaceAll("[0-9]+", "#"));
    }
}
