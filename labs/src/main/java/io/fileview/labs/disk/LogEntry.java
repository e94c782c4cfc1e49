package io.fileview.labs.disk;

/**
 * One thing that the disk was told.
 *
 * @param kind what
 * @param offset where on the disk; 0 for a flush
 * @param stamp of a write: when it was answered; of a flush: when it arrived. One clock, no two alike
 * @param data what was written; empty for a flush
 */
public record LogEntry(Kind kind, long offset, long stamp, byte[] data) {
    /** What the disk was told, and what became of it. */
    public enum Kind {
        /** A write that was done. */
        WRITE,
        /** A flush that was done. */
        FLUSH,
        /** A write that was answered with EIO, and not done. */
        FAILED_WRITE,
        /** A flush that was answered with EIO, and covers nothing. */
        FAILED_FLUSH,
        /** A flush that was answered with success, and covers nothing. */
        IGNORED_FLUSH
    }

    /** Tells whether this is a write that was done. */
    public boolean isWrite() {
        return kind == Kind.WRITE;
    }
}
