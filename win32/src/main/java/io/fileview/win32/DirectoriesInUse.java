package io.fileview.win32;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two users within one JVM out of one directory of names. The system drops all locks that a
 * process has of a file when the process closes the file once, so that two class loaders must not
 * have files of one directory open. System properties are the table that all class loaders share;
 * each value is a string, because programs list properties.
 */
final class DirectoriesInUse {
    private static final String PREFIX = "io.fileview.win32.names.";

    private final String user = UUID.randomUUID().toString();
    private final Set<String> properties = new HashSet<>();
    private int names;

    /**
     * Begins to use a directory, or continues to.
     *
     * @return the number of names that another user holds, 0 if it has none at the moment; null if
     *     there is no other user and the directory is now in use
     */
    synchronized @Nullable Integer begin(Object directory) {
        String property = PREFIX + directory;
        String value =
                String.valueOf(
                        System.getProperties()
                                .compute(property, (_, old) -> isOther(old) ? old : value()));
        if (isOther(value)) {
            return Integer.valueOf(value.substring(value.indexOf(' ') + 1));
        }
        properties.add(property);
        return null;
    }

    private boolean isOther(@Nullable Object value) {
        return value != null && !value.toString().startsWith(user);
    }

    private String value() {
        return user + " " + names;
    }

    /** Tells the others how many names this user holds. */
    synchronized void count(int held) {
        names = held;
        properties.forEach(property -> System.setProperty(property, value()));
    }

    /** Lets others use the directory, unless names are held. */
    synchronized void end() {
        if (names == 0) {
            properties.forEach(System::clearProperty);
            properties.clear();
        }
    }
}
