package io.fileview.portable;

import io.fileview.NotMappableException;
import io.fileview.messages.WindowsDevices;
import io.fileview.spi.Place;
import java.nio.file.Path;

/**
 * Names that Windows takes for something else than the file that is written: it drops dots and spaces
 * at the end of a name, and takes NUL or {@code aux.txt} for a device. They are refused, because the
 * call would reach another file. The JDK itself refuses names of streams, which have a colon.
 */
final class WindowsNames {
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
        if (WindowsDevices.hasName(part)) {
            throw new NotMappableException(
                    Place.of(name),
                    "has the component \""
                            + part
                            + "\", which Windows reserves for a device; choose another name",
                    null);
        }
    }
}
