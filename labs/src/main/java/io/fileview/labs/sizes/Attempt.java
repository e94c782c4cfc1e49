package io.fileview.labs.sizes;

/** Something that a {@link Case} tries. */
enum Attempt {
    SHARED("a view of all of it, written and flushed"),
    COPY("a copy-on-write view of all of it, written"),
    COMMIT("a commit"),
    EMPTY_VIEW("a view of 0 bytes at the end"),
    ALL("all of it"),
    LAST_PAGES("the last bytes of whole pages, written and flushed"),
    LAST_BYTE("the last byte"),
    HUGE_VIEW("views of any offset and length, written, flushed, grown and closed"),
    HUGE_COPY("a copy-on-write view, written"),
    ODD_SIZE("a size that is no multiple of the page size"),
    TOO_MANY_PAGES("more than there are pages"),
    LARGER_DEVICE("to extend it"),
    EXTENTS("all extents, read ahead, written and flushed"),
    EXTENTS_COMMITTED("a commit of a page in each thousandth of the extents"),
    VIEWS("all of them at the same time"),
    MORE_VIEWS("40,000 more"),
    VIEWS_CLOSED("all of them are closed, and one is mapped again"),
    FORGOTTEN("all of them, one after the other"),
    FEW_BESIDE_OTHERS("1,000 views beside them"),
    MANY_BESIDE_OTHERS("5,000 views beside them"),
    WITH_OTHERS("16,400 views, each after three foreign mappings"),
    CLOSED_BESIDE_OTHERS("the views are closed, and 1,000 are mapped again");

    private final String words;

    Attempt(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
