package io.fileview.windows;

/** Rounds offsets and sizes to multiples of a unit. */
final class Rounding {
    private Rounding() {}

    static long down(long value, long unit) {
        return value - value % unit;
    }

    static long up(long value, long unit) {
        return down(value + unit - 1, unit);
    }
}
