package io.fileview.memory;

/** Counts what the files of a file system take. Guarded by the lock of the file system. */
final class Space {
    private final Behaviour behaviour;
    private final int pageSize;
    private long usedPages;
    private long nodes;

    Space(Behaviour behaviour, int pageSize) {
        this.behaviour = behaviour;
        this.pageSize = pageSize;
    }

    /** Takes pages; false if there is no room for all of them, and none is taken then. */
    boolean take(long pages) {
        if (pages > 0 && pages > behaviour.spaceLimit() / pageSize - usedPages) {
            return false;
        }
        usedPages += pages;
        return true;
    }

    void give(long pages) {
        usedPages -= pages;
    }

    boolean takeNode() {
        if (nodes >= behaviour.fileLimit()) {
            return false;
        }
        nodes++;
        return true;
    }

    void giveNode() {
        nodes--;
    }

    long usedBytes() {
        return usedPages * pageSize;
    }

    /** After a power cut all is counted anew. */
    void reset() {
        usedPages = 0;
        nodes = 0;
    }

    void countAnyway(long pages) {
        usedPages += pages;
    }

    void countNodeAnyway() {
        nodes++;
    }
}
