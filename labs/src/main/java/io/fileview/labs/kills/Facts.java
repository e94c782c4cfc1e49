package io.fileview.labs.kills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * What a file has besides its bytes.
 *
 * @param permissions its mode, without its type
 * @param user the number of its owner
 * @param group the number of its group
 */
record Facts(int permissions, int user, int group) {
    private static final int PERMISSIONS = 07777;

    static Facts of(Path file) throws IOException {
        return new Facts(
                number(file, "unix:mode") & PERMISSIONS,
                number(file, "unix:uid"),
                number(file, "unix:gid"));
    }

    private static int number(Path file, String attribute) throws IOException {
        return (int) Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS);
    }

    void give(Path file) throws IOException {
        Files.setAttribute(file, "unix:uid", user);
        Files.setAttribute(file, "unix:gid", group);
        Files.setAttribute(file, "unix:mode", permissions);
    }

    boolean hasSameOwner(Facts other) {
        return user == other.user && group == other.group;
    }

    /** Tells whether nobody may do more than with another file. */
    boolean isNotWiderThan(Facts other) {
        return (permissions & ~other.permissions) == 0;
    }

    @Override
    public String toString() {
        return "mode " + Integer.toOctalString(permissions) + ", owner " + user + ":" + group;
    }
}
