package io.fileview.cli;

import io.fileview.windows.WindowsFunction;
import java.util.Locale;

/** The system that the command runs on. */
final class Platform {
    /** Whether file names, shells and processes follow the rules of Windows. */
    static final boolean WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private Platform() {}

    /** Whether this is Wine, which gives constant answers to some questions about pages. */
    static boolean isWine() {
        return WINDOWS && WindowsFunction.of("wine_get_version").isPresent();
    }
}
