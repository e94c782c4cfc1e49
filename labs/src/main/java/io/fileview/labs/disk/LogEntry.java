package io.fileview.labs.disk;

import java.io.IOException;

/**
 * One thing that the disk was told.
 *
 * @param kind what
 * @param offset where on the disk; 0 for a flush
 * @param stamp of a write: when it was answered; of a flush: when it arrived. One clock, no two alike
 * @param data what was written; empty for a flush
 */
@SuppressWarnings("ArrayRecordComponent") // entries are not compared
public record LogEntry(Kind kind, long offset, long stamp, byte[] data) {
    /** What the disk was told, and what became of it. */
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

        /** What stands for it in a log. */
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

    /** Tells whether this is a write that was done. */
    public boolean isWrite() {
        return kind == Kind.WRITE;
    }
}
