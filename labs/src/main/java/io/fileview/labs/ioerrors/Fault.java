package io.fileview.labs.ioerrors;

/** What goes wrong. */
enum Fault {
    /** Writes are answered with EIO. */
    WRITES("failed writes"),
    /** Flushes are answered with EIO. */
    FLUSHES("failed flushes"),
    /** There is no space left. */
    FULL_DISK("full disk"),
    /** There is space, but the quota does not allow it to be used. */
    QUOTA("quota");

    private final String title;

    Fault(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Tells whether it is the device that fails, and not the file system that refuses. */
    boolean isOfDevice() {
        return this == WRITES || this == FLUSHES;
    }
}
