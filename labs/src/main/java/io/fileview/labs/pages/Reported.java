package io.fileview.labs.pages;

import java.util.Arrays;

/**
 * How accesses to bad pages were reported.
 *
 * @param precise by the right exception, at the access, naming the file and the offset
 * @param wrong by an exception at the access that names something else
 * @param silent not at all
 * @param late by an error somewhere else
 */
record Reported(long precise, long wrong, long silent, long late) {
    static final Reported NONE = new Reported(0, 0, 0, 0);

    Reported plus(Reported other) {
        return new Reported(
                precise + other.precise,
                wrong + other.wrong,
                silent + other.silent,
                late + other.late);
    }

    String line() {
        return precise + " " + wrong + " " + silent + " " + late;
    }

    static Reported parse(String line) {
        long[] counts = numbers(line);
        return new Reported(counts[0], counts[1], counts[2], counts[3]);
    }

    static long[] numbers(String line) {
        return Arrays.stream(line.strip().split(" ", -1)).mapToLong(Long::parseLong).toArray();
    }
}
