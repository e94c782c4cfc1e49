package io.fileview.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the mappings of one process after the other. The kernel answers only when the process lets it
 * look at its memory, which one that is stuck never does: then it is given up, and a new thread goes
 * on with the next.
 */
final class ProcessScan {
    private static final int LESS_PATIENT = 10;

    private final List<Path> directories;
    private final List<ProcessMaps> found = new ArrayList<>();
    private int unreadable;

    private ProcessScan(List<Path> directories) {
        this.directories = directories;
    }

    /**
     * Reads all processes.
     *
     * @param directories the directories of the processes, whose names are numbers
     * @param limit how long to wait for one of them; after the first that does not answer, less
     */
    static ProcessScan of(List<Path> directories, Duration limit) {
        ProcessScan scan = new ProcessScan(directories);
        int next = 0;
        Duration patience = limit;
        while (next < directories.size()) {
            Reader reader = scan.new Reader(next, patience);
            Thread thread = new Thread(reader, "fileview-processes");
            thread.setDaemon(true);
            thread.start();
            next = reader.await();
            patience = limit.dividedBy(LESS_PATIENT); // there may be many for the same reason
        }
        return scan;
    }

    List<ProcessMaps> found() {
        return found;
    }

    /** How many have memory that could not be inspected. */
    int unreadable() {
        return unreadable;
    }

    /** Its lock guards what it has found until it is given up. */
    private final class Reader implements Runnable {
        private final Duration limit;
        private int at;
        private long since = System.nanoTime();
        private boolean givenUp;

        Reader(int first, Duration limit) {
            this.at = first;
            this.limit = limit;
        }

        @Override
        public void run() {
            int first;
            synchronized (this) {
                first = at;
            }
            for (int i = first; i < directories.size(); i++) {
                ProcessMaps process = null;
                boolean isHidden = false;
                Path directory = directories.get(i);
                try {
                    process = ProcessMaps.read(directory);
                } catch (AccessDeniedException e) {
                    isHidden = Processes.hasMemory(directory);
                } catch (IOException e) {
                    process = null; // it has ended
                }
                synchronized (this) {
                    if (givenUp) {
                        return;
                    }
                    if (process != null) {
                        found.add(process);
                    }
                    if (isHidden || (process != null && !process.isComplete())) {
                        unreadable++;
                    }
                    at = i + 1;
                    since = System.nanoTime();
                    if (at == directories.size()) {
                        notifyAll();
                    }
                }
            }
        }

        /** Waits for the last process, or one that does not answer; returns the one after it. */
        synchronized int await() {
            boolean interrupted = false;
            while (at < directories.size() && !givenUp) {
                long left = limit.toMillis() - (System.nanoTime() - since) / 1_000_000;
                if (left <= 0) {
                    givenUp = true;
                    unreadable++;
                    at++;
                    break;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    interrupted = true; // the wait ends soon in any case
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            return at;
        }
    }
}
