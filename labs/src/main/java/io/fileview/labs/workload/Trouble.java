package io.fileview.labs.workload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * What a workload does when a call fails: it tells the lab, which lets the fault go on or ends it,
 * and says whether to try again. For several threads at once.
 */
public final class Trouble {
    /** What is tried. */
    public interface Task {
        /**
         * Tries it.
         *
         * @throws IOException if it fails
         */
        void run() throws IOException;
    }

    private final boolean expected;
    private final BufferedReader answers =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

    private Trouble(boolean expected) {
        this.expected = expected;
    }

    static Trouble unexpected() {
        return new Trouble(false);
    }

    static Trouble expected() {
        return new Trouble(true);
    }

    /**
     * Tries until it succeeds.
     *
     * @param task what; it must be possible to do it again after it has failed half-way
     * @throws IOException if it fails and is not to be tried again
     */
    public void until(Task task) throws IOException {
        while (true) {
            try {
                task.run();
                return;
            } catch (IOException failure) {
                if (!expected || !mayTryAgain(failure)) {
                    throw failure;
                }
            }
        }
    }

    private synchronized boolean mayTryAgain(IOException failure) throws IOException {
        System.out.println("failed " + String.valueOf(failure.getMessage()).replace('\n', ' '));
        return "again".equals(answers.readLine());
    }
}
