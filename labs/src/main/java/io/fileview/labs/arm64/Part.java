package io.fileview.labs.arm64;

import java.util.List;
import java.util.Locale;

/** A part of what is checked in an emulated machine. */
enum Part {
    /** The demonstration of the command line. */
    DEMO,
    /** Bulk access to bad pages, interpreted and compiled. */
    BULK,
    /** The lab of page errors. */
    ERRORS,
    /** The tests of the library. */
    SUITE;

    /** Those of the short form. */
    static final List<Part> BRIEF = List.of(DEMO, BULK);

    /** The name for {@code --only} and the script of the machine. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
