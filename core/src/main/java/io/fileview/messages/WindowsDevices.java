package io.fileview.messages;

import java.util.Locale;
import java.util.Set;

/** The names that Windows reserves for devices. */
public final class WindowsDevices {
    private static final Set<String> NAMES =
            Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$");

    /** The three superscript digits count as digits in the names of ports. */
    private static final String DIGITS = "0123456789\u00b9\u00b2\u00b3";

    private WindowsDevices() {}

    /**
     * Returns whether a name is that of a device. An extension does not make it that of a file, at
     * least before Windows 11.
     */
    public static boolean hasName(String name) {
        int dot = name.indexOf('.');
        String stem =
                (dot < 0 ? name : name.substring(0, dot)).stripTrailing().toUpperCase(Locale.ROOT);
        return NAMES.contains(stem)
                || (stem.length() == 4
                        && (stem.startsWith("COM") || stem.startsWith("LPT"))
                        && DIGITS.indexOf(stem.charAt(3)) >= 0);
    }
}
