package io.fileview;

/**
 * The longs of a file, each of which says where it belongs: 24 bits are the version, which changes
 * with every write, and 40 bits follow from the version, the offset in the file and the kind of
 * file. A long from elsewhere passes once in a million million times.
 */
enum RaceWords {
    /** The file that is read and written. */
    REAL(0x5DEECE66D1F3A9C7L),

    /** Files that are mapped where views of the real file have been. */
    DECOY(0x2545F4914F6CDD1DL);

    static final int VERSIONS = 1 << 24;

    private final long magic;

    RaceWords(long magic) {
        this.magic = magic;
    }

    long word(long offset, int version) {
        long mixed = (offset * 0x9E3779B97F4A7C15L + version) ^ magic;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return (mixed & -VERSIONS) | version;
    }

    boolean isRight(long word, long offset) {
        return word == word(offset, (int) (word & (VERSIONS - 1)));
    }
}
