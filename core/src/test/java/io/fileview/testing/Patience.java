package io.fileview.testing;

/**
 * How much longer than usual a machine may take, from the property {@code fileview.test.patience}. An
 * emulated one needs 10 or more.
 */
final class Patience {
    private static final int FACTOR = Integer.getInteger("fileview.test.patience", 1);

    private Patience() {}

    static int minutes(int usual) {
        return Math.multiplyExact(usual, FACTOR);
    }
}
