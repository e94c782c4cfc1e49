package io.fileview.labs.windows;

/**
 * A result that a program on Windows prints as a line and the lab puts into its table.
 *
 * @param part the part of the lab
 * @param what what was tried
 * @param count how often, or how many
 * @param shown what it shows
 * @param detail figures, or the reason
 */
record Row(String part, String what, long count, Shown shown, String detail) {
    private static final String SEPARATOR = "\t";
    private static final String PREFIX = "row" + SEPARATOR;

    /** A process that was killed while it printed may have left the start of another line before it. */
    static boolean isRow(String line) {
        return line.contains(PREFIX);
    }

    static Row parse(String line) {
        String[] fields = line.substring(line.indexOf(PREFIX)).split(SEPARATOR, 6);
        return new Row(fields[1], fields[2], Long.parseLong(fields[3]), Shown.valueOf(fields[4]),
                fields[5]);
    }

    String line() {
        return PREFIX + String.join(
                SEPARATOR, part, what, Long.toString(count), shown.name(),
                detail.replaceAll("\\s+", " ").strip());
    }

    /** Prints the line. */
    void print() {
        System.out.println(line());
        System.out.flush();
    }
}
