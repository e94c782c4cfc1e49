package io.fileview.portable;

import io.fileview.NotMappableException;
import io.fileview.spi.Place;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Names that Windows takes for something else than the file that is written: it drops dots and spaces
 * at the end of a name, and takes NUL or {@code aux.txt} for a device. They are refused, because the
 * call would reach another file. The JDK itself refuses names of streams, which have a colon.
 */
final class WindowsNames {
    private static final Set<String> DEVICES =
            Set.of("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$");

    /** The three superscript digits count as digits in the names of ports. */
    private static final String DIGITS = "0123456789\u00b9\u00b2\u00b3";

    private WindowsNames() {}

    /**
     * Requires that a path means what is written, on Windows.
     *
     * @param name what messages call the file
     */
    static void require(String name, Path path) throws NotMappableException {
        if (Host.WINDOWS) {
            for (Path part : path) {
                require(name, part.toString());
            }
        }
    }

    /** Requires that one name of a path means what is written. */
    static void require(String name, String part) throws NotMappableException {
        boolean isExact = part.equals(".") || part.equals("..")
                || !(part.endsWith(".") || part.endsWith(" "));
        if (!isExact) {
            throw new NotMappableException(
                    Place.of(name),
                    "has a component that ends with a dot or a space, \""
                            + part
                            + "\", which Windows would drop; leave it out",
                    null);
        }
        if (isDevice(part)) {
            throw new NotMappableException(
                    Place.of(name),
                    "has the component \""
                            + part
                            + "\", which Windows reserves for a device; choose another name",
                    null);
        }
    }

    /** Returns whether a name is that of a device, which an extension does not change. */
    static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        String stem =
                (dot < 0 ? name : name.substring(0, dot)).stripTrailing().toUpperCase(Locale.ROOT);
        return DEVICES.contains(stem)
                || (stem.length() == 4
                        && (stem.startsWith("COM") || stem.startsWith("LPT"))
                        && DIGITS.indexOf(stem.charAt(3)) >= 0);
    }
}
