package io.fileview.labs.sizes;

/** A size or kind of file, or a number of views, which a JVM of its own tries. */
enum Case {
    EMPTY("0 bytes", Expected.WORKS),
    ONE_BYTE("1 byte", Expected.WORKS),
    NINE_TEBIBYTES("9 TiB, sparse", Expected.WORKS),
    LARGEST("2^63-1 bytes", Expected.WORKS_IN_PARTS),
    LARGE_COPY("a copy-on-write view, larger than memory and swap space", Expected.WORKS),
    LARGE_COMMIT("a commit, of a file larger than memory and swap space", Expected.WORKS),
    HUGE_PAGES("hugetlbfs", Expected.WORKS_IN_PARTS),
    BLOCK_DEVICE("a block device", Expected.WORKS_IN_PARTS),
    EXTENTS("many extents", Expected.WORKS),
    VIEWS("60,000 views", Expected.WORKS_IN_PARTS),
    FORGOTTEN("150,000 forgotten views", Expected.SHOWN),
    FOREIGN("62,000 foreign mappings", Expected.SHOWN);

    /** What must come out. */
    enum Expected {
        /** Everything works. */
        WORKS,
        /** Something works, and something is refused with a sentence. */
        WORKS_IN_PARTS,
        /** It is shown, whatever it is. */
        SHOWN
    }

    private final String title;
    private final Expected expected;

    Case(String title, Expected expected) {
        this.title = title;
        this.expected = expected;
    }

    String title() {
        return title;
    }

    Expected expected() {
        return expected;
    }
}
