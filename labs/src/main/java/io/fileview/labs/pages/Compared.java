package io.fileview.labs.pages;

/**
 * How good pages compared with what they must hold.
 *
 * @param compared the number of operations and pages that were compared
 * @param different how many of them differed
 * @param controls the number of operations of which something wrong was expected
 * @param unnoticed after how many of them that was not noticed
 */
record Compared(long compared, long different, long controls, long unnoticed) {
    static final Compared NONE = new Compared(0, 0, 0, 0);

    Compared plus(Compared other) {
        return new Compared(
                compared + other.compared,
                different + other.different,
                controls + other.controls,
                unnoticed + other.unnoticed);
    }

    String line() {
        return compared + " " + different + " " + controls + " " + unnoticed;
    }

    static Compared parse(String line) {
        long[] counts = Reported.numbers(line);
        return new Compared(counts[0], counts[1], counts[2], counts[3]);
    }
}
