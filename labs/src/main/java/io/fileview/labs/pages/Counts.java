package io.fileview.labs.pages;

import java.util.Arrays;

/**
 * How accesses to bad pages ended.
 *
 * @param precise with the right exception, at the access, naming the file and the offset
 * @param wrong with an exception at the access that names something else
 * @param silent as if nothing had happened
 * @param late with an error that came out elsewhere
 */
record Counts(long precise, long wrong, long silent, long late) {
    static final Counts NONE = new Counts(0, 0, 0, 0);

    Counts plus(Counts other) {
        return new Counts(
                precise + other.precise,
                wrong + other.wrong,
                silent + other.silent,
                late + other.late);
    }

    String line() {
        return precise + " " + wrong + " " + silent + " " + late;
    }

    static Counts parse(String line) {
        long[] counts =
                Arrays.stream(line.strip().split(" ", -1)).mapToLong(Long::parseLong).toArray();
        return new Counts(counts[0], counts[1], counts[2], counts[3]);
    }
}
