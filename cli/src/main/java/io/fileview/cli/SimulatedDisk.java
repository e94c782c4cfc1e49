package io.fileview.cli;

import java.util.BitSet;

/** A disk in memory, which refuses to write some of its pages as long as the demo wants it. */
final class SimulatedDisk {
    static final int PAGE = 4096;

    private final byte[] bytes;
    private final BitSet refused = new BitSet();

    SimulatedDisk(int pages) {
        this.bytes = new byte[pages * PAGE];
    }

    int size() {
        return bytes.length;
    }

    void refuse(int page) {
        refused.set(page);
    }

    void acceptAll() {
        refused.clear();
    }

    /** Writes a page, or changes nothing and returns false. */
    boolean write(int page, byte[] cache) {
        if (refused.get(page)) {
            return false;
        }
        System.arraycopy(cache, page * PAGE, bytes, page * PAGE, PAGE);
        return true;
    }

    /** Returns what is on the disk, whatever any cache has. */
    byte[] read() {
        return bytes.clone();
    }
}
