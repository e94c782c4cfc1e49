package io.fileview.live;

import io.fileview.spi.FileIdentity;
import java.util.UUID;

/**
 * Other copies of the library in this process, loaded by other class loaders, and the files that
 * they have open. Their views cannot be seen, so that a file that another copy has open is not
 * shrunk.
 *
 * <p>System properties are the table that all class loaders share; each value is a string, because
 * programs list properties.
 */
final class CopiesInProcess {
    private static final String PREFIX = "io.fileview.open.";
    private static final String THIS_COPY = UUID.randomUUID().toString();

    private CopiesInProcess() {}

    /** Tells the other copies that this one has opened a file. */
    static void opened(FileIdentity.Key file, String name) {
        System.setProperty(property(file) + THIS_COPY, name);
    }

    /** Tells the other copies that this one has closed a file. */
    static void closed(FileIdentity.Key file) {
        System.clearProperty(property(file) + THIS_COPY);
    }

    /** Returns whether another copy has a file open. */
    static boolean haveOpen(FileIdentity.Key file) {
        String start = property(file);
        return System.getProperties().stringPropertyNames().stream()
                .anyMatch(name -> name.startsWith(start) && !name.endsWith(THIS_COPY));
    }

    private static String property(FileIdentity.Key file) {
        return PREFIX + file.volume() + "/" + file.numberHigh() + "/" + file.number() + " ";
    }
}
