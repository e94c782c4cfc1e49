package io.fileview.labs.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * What a workload does about calls that fail: it reports each failure to the lab, which keeps the
 * fault or clears it and decides whether to go on. Thread-safe.
 */
public final class Failures {
    /** The start of a line that reports a failure. */
    public static final String FAILED = "failed ";
    /** The answer with which the lab lets the program go on. */
    public static final String GO_ON = "go on";
    /** The answer with which the lab makes the program give up. */
    public static final String GIVE_UP = "give up";

    /** Something that can fail. */
    public interface Task {
        /**
         * Runs the task.
         *
         * @throws IOException if it fails
         */
        void run() throws IOException;
    }

    private final boolean expected;
    private final BufferedReader answers =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    /**
     * Starts to judge failures.
     *
     * @param expected whether failures are reported to the lab and not the end of the program
     */
    public Failures(boolean expected) {
        this.expected = expected;
    }

    /**
     * Runs a task again and again until it succeeds.
     *
     * @param task the task, which must be repeatable after it has failed halfway
     * @throws IOException if it fails and is not to be tried again
     */
    public void retry(Task task) throws IOException {
        while (true) {
            try {
                task.run();
                return;
            } catch (IOException failure) {
                report(failure);
            }
        }
    }

    /**
     * Reports a failure.
     *
     * @param failure the failure
     * @throws IOException the failure, if the program is to give up
     */
    public synchronized void report(IOException failure) throws IOException {
        if (expected) {
            System.out.println(FAILED + oneLine(failure));
        }
        if (!expected || !GO_ON.equals(answers.readLine())) {
            throw failure;
        }
    }

    static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).replace('\n', ' ');
    }
}
