package io.fileview.labs.disk;

/** The faults of a disk that are to come, and the requests so far. Thread-safe. */
final class Faults {
    private long writes;
    private long flushes;
    private long failed;
    private Run failingWrites = Run.NONE;
    private Run failingFlushes = Run.NONE;
    private boolean ignoresFlushes;

    private record Run(long first, long count) {
        static final Run NONE = new Run(Long.MAX_VALUE, 0);

        boolean contains(long number) {
            return number >= first && number - first < count;
        }
    }

    /** Makes writes fail, starting with the {@code first} one from now on, counted from 1. */
    synchronized void failWrites(long first, long count) {
        failingWrites = new Run(writes + first, count);
    }

    /** Makes flushes fail, starting with the {@code first} one from now on, counted from 1. */
    synchronized void failFlushes(long first, long count) {
        failingFlushes = new Run(flushes + first, count);
    }

    synchronized void ignoreFlushes(boolean ignore) {
        ignoresFlushes = ignore;
    }

    synchronized void clear() {
        failingWrites = Run.NONE;
        failingFlushes = Run.NONE;
    }

    synchronized void restart() {
        clear();
        ignoresFlushes = false;
        writes = 0;
        flushes = 0;
        failed = 0;
    }

    /** Counts a write and decides what becomes of it. */
    synchronized LogEntry.Kind write() {
        writes++;
        if (failingWrites.contains(writes)) {
            failed++;
            return LogEntry.Kind.FAILED_WRITE;
        }
        return LogEntry.Kind.WRITE;
    }

    /** Counts a flush and decides what becomes of it. */
    synchronized LogEntry.Kind flush() {
        flushes++;
        if (failingFlushes.contains(flushes)) {
            failed++;
            return LogEntry.Kind.FAILED_FLUSH;
        }
        return ignoresFlushes ? LogEntry.Kind.IGNORED_FLUSH : LogEntry.Kind.FLUSH;
    }

    synchronized String counts() {
        return writes + " " + flushes + " " + failed;
    }
}
