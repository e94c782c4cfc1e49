package io.fileview.memory;

/**
 * Failed writes to the disk, told once to each open file, as Linux does it: one that is opened later is told only what
 * nobody was told yet. Guarded by the lock of the file system.
 */
final class WriteErrors {
    private long number;
    private boolean told = true;
    private String name = "";

    void add(String errorName) {
        number++;
        told = false;
        name = errorName;
    }

    /** What an open file starts from. */
    long start() {
        return told ? number : number - 1;
    }

    boolean isNewTo(long seen) {
        return seen != number;
    }

    /** The number that has been seen from now on. */
    long tell() {
        told = true;
        return number;
    }

    /** The symbolic name of the last error. */
    String name() {
        return name;
    }
}
