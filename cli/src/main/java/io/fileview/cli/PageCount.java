package io.fileview.cli;

import org.jspecify.annotations.Nullable;

/**
 * How many pages of parts of files are in memory.
 *
 * @param pages the number of pages
 * @param resident how many of them are in memory; 0 if that is unknown
 * @param holes how many of the others are in holes, which have nothing to read
 * @param residentBytes the bytes of the pages in memory; those of files may differ in size
 * @param missingBytes the bytes of the others, except those in holes
 * @param whyUnknown why it is unknown which are in memory; null if it is known
 */
record PageCount(
        long pages,
        long resident,
        long holes,
        long residentBytes,
        long missingBytes,
        @Nullable String whyUnknown) {
    static final PageCount NONE = new PageCount(0, 0, 0, 0, 0, null);

    /** The pages of one file. */
    static PageCount of(
            long pageSize, long pages, long resident, long holes, @Nullable String whyUnknown) {
        long missing = pages - resident - holes;
        return new PageCount(
                pages,
                resident,
                holes,
                resident * pageSize,
                missing > Long.MAX_VALUE / pageSize ? Long.MAX_VALUE : missing * pageSize,
                whyUnknown);
    }

    boolean isKnown() {
        return whyUnknown == null;
    }

    /** How many pages have data that is not in memory. */
    long missing() {
        return pages - resident - holes;
    }

    PageCount plus(PageCount other) {
        return new PageCount(
                pages + other.pages,
                resident + other.resident,
                holes + other.holes,
                residentBytes + other.residentBytes,
                other.missingBytes > Long.MAX_VALUE - missingBytes
                        ? Long.MAX_VALUE
                        : missingBytes + other.missingBytes,
                whyUnknown == null ? other.whyUnknown : whyUnknown);
    }
}
