package io.fileview.labs.containers;

/**
 * A line of {@code fileview stat}, and what it must be of a file that has been written and flushed, is in
 * memory, and is mapped once, by the lab.
 */
enum StatField {
    IN_MEMORY("in memory", "64 pages, 256 KiB, 100%"),
    DIRTY("dirty", "0 pages, and 0 being written"),
    EVICTED("evicted", "0 pages, 0 of them recently"),
    MAPPED_BY("mapped by", "1 process( \\(\\d+ other process(es)? could not be inspected\\))?"),
    MAPPINGS("mappings", "1: 64 pages");

    private final String words;
    private final String usual;

    StatField(String words, String usual) {
        this.words = words;
        this.usual = usual;
    }

    String words() {
        return words;
    }

    /** A pattern that matches all of it. */
    String usual() {
        return usual;
    }
}
