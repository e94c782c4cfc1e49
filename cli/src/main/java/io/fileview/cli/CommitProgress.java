package io.fileview.cli;

import java.io.IOException;

/** What the process says that makes one commit after the other. */
final class CommitProgress {
    private static final String BEGUN = "commit ";
    private static final String DONE = "done ";

    private final SecondProcess process;
    private long acknowledged = -1;
    private boolean withinCommit;
    private long begunAt;
    private long nanosOfCommit = 1;

    CommitProgress(SecondProcess process) {
        this.process = process;
    }

    void awaitCommit() throws IOException {
        note(process.awaitLine(BEGUN));
    }

    void awaitEndOfCommit() throws IOException {
        note(process.awaitLine(DONE));
    }

    /** Reads what the process said before it was killed. */
    void readRest() throws IOException {
        for (String line : process.rest()) {
            note(line);
        }
    }

    private void note(String line) {
        if (line.startsWith(BEGUN)) {
            begunAt = System.nanoTime();
            withinCommit = true;
        } else if (line.startsWith(DONE)) {
            nanosOfCommit = Math.max(1, System.nanoTime() - begunAt);
            acknowledged = Long.parseLong(line.substring(DONE.length()));
            withinCommit = false;
        }
    }

    /** The number of the last commit that has returned. */
    long acknowledged() {
        return acknowledged;
    }

    /** Whether another commit had begun. */
    boolean isWithinCommit() {
        return withinCommit;
    }

    /** How long the last commit took. */
    long nanosOfCommit() {
        return nanosOfCommit;
    }
}
