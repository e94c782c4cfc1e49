package io.fileview.labs.cluster;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What must be undone, the last step first: at the end of a technology, or by a shutdown hook if the
 * lab is ended from outside. Each step runs once, and a step that fails does not stop the others.
 * Thread-safe.
 */
final class Undo implements AutoCloseable {
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Thread hook = new Thread(this::runAll, "undo");

    private boolean over;

    /** One thing to be undone. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private record Entry(String what, Step step) {}

    Undo() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    synchronized void later(String what, Step step) {
        entries.push(new Entry(what, step));
    }

    /** Does what one of the steps will undo, unless they have been run. */
    synchronized void unlessOver(Step step) throws IOException {
        if (over) {
            throw new IOException("the lab is being ended");
        }
        step.run();
    }

    private synchronized void runAll() {
        over = true;
        while (!entries.isEmpty()) {
            Entry entry = entries.pop();
            try {
                entry.step.run();
            } catch (IOException | RuntimeException e) {
                System.err.println("could not " + entry.what + ": " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        runAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The virtual machine is ending, and the hook finds nothing left to do.
        }
    }
}
