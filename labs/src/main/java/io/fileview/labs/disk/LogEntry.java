package io.fileview.labs.disk;

import java.io.IOException;

/**
 * One request to the disk.
 *
 * @param kind what was requested, and what became of it
 * @param offset where on the disk, in bytes; 0 for a flush
 * @param stamp for a write, when it was answered; for a flush, when it arrived; each value of the
 *     clock is used once
 * @param data what was written; empty for a flush
 */
@SuppressWarnings("ArrayRecordComponent") // entries are not compared
public record LogEntry(Kind kind, long offset, long stamp, byte[] data) {
    /** What was requested, and what became of it. */
    public enum Kind {
        /** A write that was done. */
        WRITE(1),
        /** A flush that was done. */
        FLUSH(2),
        /** A write that was answered with EIO, and not done. */
        FAILED_WRITE(3),
        /** A flush that was answered with EIO, and covers nothing. */
        FAILED_FLUSH(4),
        /** A flush that was answered with success, and covers nothing. */
        IGNORED_FLUSH(5);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Returns the number that stands for the kind in a log. */
        int code() {
            return code;
        }

        static Kind of(int code) throws IOException {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IOException("a log has an entry of unknown kind " + code);
        }
    }

    /**
     * Tells whether this is a write that was done.
     *
     * @return true if so
     */
    public boolean isWrite() {
        return kind == Kind.WRITE;
    }
}
