package io.fileview.cli;

import java.util.Locale;

/** The system that the command runs on. */
final class Platform {
    /** Whether file names, shells and processes follow the rules of Windows. */
    static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private Platform() {}
}
