package io.fileview.live;

import io.fileview.proc.RandomNames;
import io.fileview.spi.FileIdentity;

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
    private static final String THIS_COPY = RandomNames.next().toString();

    private CopiesInProcess() {}

    /** Returns the name of the property by which this copy tells the others that it has a file open. */
    static String property(FileIdentity.Key file) {
        return start(file) + THIS_COPY;
    }

    /** Tells the other copies that this one has opened a file. */
    static void opened(String property, String name) {
        System.setProperty(property, name);
    }

    /** Tells the other copies that this one has closed a file. */
    static void closed(String property) {
        System.clearProperty(property);
    }

    /** Returns whether another copy has a file open. */
    static boolean haveOpen(FileIdentity.Key file) {
        String start = start(file);
        return System.getProperties().stringPropertyNames().stream()
                .anyMatch(name -> name.startsWith(start) && !name.endsWith(THIS_COPY));
    }

    private static String start(FileIdentity.Key file) {
        return PREFIX + file.volume() + "/" + file.numberHigh() + "/" + file.number() + " ";
    }
}
