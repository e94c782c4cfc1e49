package io.fileview.live;

/** Reports of leaks for tests that expect one, though earlier tests of the process leaked many. */
public final class LeakReportsOfTests {
    private LeakReportsOfTests() {}

    /** Lets the next leaks of each kind be logged one by one. */
    public static void startOver() {
        Leaks.startOver();
    }
}
