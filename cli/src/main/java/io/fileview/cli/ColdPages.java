package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.util.List;

/**
 * Keeps a copy from pushing other files out of memory: pages of the source that were not in memory
 * before are let go, and so are those of a large destination once they are written. Where the system
 * does not tell which pages are in memory, those of the source stay.
 */
final class ColdPages {
    private static final long WINDOW = 8L << 20;

    /** So much data may stay in memory; to let go of less of it meanwhile would cost more than it saves. */
    private static final long SMALL = 4 * WINDOW;

    private final EngineFile source;
    private final EngineFile destination;
    private final boolean isAllCold;
    private long window = -1;
    private boolean isCold;
    private boolean isNextCold;
    private long data;
    private long scheduled;
    private long released;

    ColdPages(EngineFile source, EngineFile destination, long size) {
        this.source = source;
        this.destination = destination;
        this.isAllCold = isCold(source, new ByteRange(0, size));
    }

    private static boolean isCold(EngineFile source, ByteRange range) {
        return source.cached(range).filter(counts -> counts.cached() == 0).isPresent();
    }

    /** Looks at the next window, too, before the system reads ahead. */
    private void enter(long now) {
        if (now == window || isAllCold) {
            return;
        }
        isCold = (now == window + 1 && window >= 0) ? isNextCold : isCold(now);
        isNextCold = isCold(now + 1);
        window = now;
    }

    private boolean isCold(long number) {
        return isCold(source, new ByteRange(number * WINDOW, WINDOW));
    }

    /** Returns where a window ends, which is about to be read. */
    long endOfWindow(long offset) {
        enter(offset / WINDOW);
        return (offset / WINDOW + 1) * WINDOW;
    }

    /** Takes note of bytes that have been copied, all of them in one window. */
    void copied(long offset, long length) throws IOException {
        data += length;
        if (isCold || (isAllCold && isLarge())) {
            source.releaseCached(new ByteRange(offset, length));
        }
        if (!isLarge()) {
            return;
        }
        flush(scheduled, offset + length, Durability.SCHEDULED);
        scheduled = offset + length;
        // What was scheduled two windows ago has been written by now, or nearly so.
        long written = (offset / WINDOW - 2) * WINDOW;
        if (written > released) {
            flush(released, written, Durability.WRITTEN);
            destination.releaseCached(new ByteRange(released, written - released));
            released = written;
        }
    }

    private boolean isLarge() {
        return data > SMALL;
    }

    private void flush(long from, long to, Durability level) throws IOException {
        destination.flush(new ByteRange(from, to - from), level, List.of());
    }

    /** Lets go of the rest, once the destination has been flushed. */
    void release() {
        if (isAllCold) {
            source.releaseCached(new ByteRange(0, Long.MAX_VALUE));
        }
        if (isLarge()) {
            destination.releaseCached(new ByteRange(0, Long.MAX_VALUE));
        }
    }
}
