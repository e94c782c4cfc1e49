package io.fileview.cli;

import java.io.IOException;

/** How the results of {@code fileview stat} are printed, file by file. */
interface StatReport {
    /** The width of the strip that shows where the pages are; 0 for none. */
    int cells(boolean inTree);

    /** Whether the mappings of each page are shown. */
    boolean showsShares(boolean inTree);

    /** The files of a tree follow. */
    default void tree() {}

    /** An error is going to be printed: standard error shows no progress meanwhile. */
    default void clear() {}

    /** A file has been inspected. */
    void file(FileFacts file, boolean inTree) throws IOException;

    /** All files have been inspected. */
    void end(StatTotal total) throws IOException;
}
