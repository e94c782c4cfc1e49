package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The users of commit files in this process, across class loaders. If the locks of a user can be
 * lost by the closing of a descriptor elsewhere in the process, all users in the process must be of
 * the same engine and the same class loader, which then closes descriptors at the right time.
 *
 * <p>A system property holds the users, one per line, because nothing else is shared by classes of
 * different loaders; an interned string is the lock.
 */
final class UsersInProcess {
    private static final String PROPERTY = "io.fileview.commit.users";
    private static final Object LOCK = PROPERTY.intern();
    private static final String LOSES = "loses";
    private static final String KEEPS = "keeps";

    private final String line;

    private UsersInProcess(String line) {
        this.line = line;
    }

    /**
     * Registers a user.
     *
     * @return the registration; null if a user of another engine or class loader excludes it
     */
    static @Nullable UsersInProcess join(
            FileIdentity.Key file, String engine, boolean keepsLocks) {
        String start = file.volume() + "/" + file.numberHigh() + "/" + file.number() + " ";
        String owner = engine + "@" + System.identityHashCode(UsersInProcess.class);
        String line = start + owner + " " + (keepsLocks ? KEEPS : LOSES);
        synchronized (LOCK) {
            List<String> users = users();
            for (String user : users) {
                boolean bothKeep = keepsLocks && user.endsWith(KEEPS);
                if (user.startsWith(start) && !bothKeep && !user.startsWith(start + owner + " ")) {
                    return null;
                }
            }
            users.add(line);
            store(users);
        }
        return new UsersInProcess(line);
    }

    /** Registers a user of an open file; throws if another user excludes it. */
    static UsersInProcess join(CommitFiles files, EngineFile data) throws MappingException {
        UsersInProcess user =
                join(data.identity().key(), files.engine().name(), data.keepsLocks());
        if (user == null) {
            throw files.inUse(
                    "is used for commits in this process through another engine or another copy of"
                            + " this library, and operating systems release the locks of a process"
                            + " when it closes any descriptor of the file; use one engine and one"
                            + " copy of the library for the file, or the native engine of the operating"
                            + " system everywhere");
        }
        return user;
    }

    void leave() {
        synchronized (LOCK) {
            List<String> users = users();
            users.remove(line);
            store(users);
        }
    }

    private static List<String> users() {
        String value = System.getProperty(PROPERTY, "");
        return value.isEmpty()
                ? new ArrayList<>()
                : new ArrayList<>(List.of(value.split("\n", -1)));
    }

    private static void store(List<String> users) {
        if (users.isEmpty()) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, String.join("\n", users));
        }
    }
}
