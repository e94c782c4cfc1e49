package io.fileview.waiting;

/**
 * Takes the place of the library's class in these tests. What that does interleaves with nothing, and
 * the model checker takes its recursion for a loop that does not end.
 */
public final class StackRoom {
    private StackRoom() {}

    /** Requires nothing. */
    public static void require() {}

    /** Requires nothing. */
    public static void require(int depth) {}
}
