package io.fileview.portable;

import io.fileview.spi.AttributeCopying;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gives a file the owner and the permissions of another by its path, where the JDK knows the numbers
 * of users and modes. It sees no access control lists.
 */
final class PortablePermissions implements AttributeCopying {
    private static final int PERMISSIONS = 0777;
    private static final int OF_OWNER = 0700;

    private final Path path;
    private final FileIdentity identity;

    PortablePermissions(Path path, FileIdentity identity) {
        this.path = path;
        this.identity = identity;
    }

    @Override
    public List<String> copyOwner(FileStatus other) throws IOException {
        List<String> refused = new ArrayList<>();
        FileStatus now = status();
        setId(refused, "group", now.groupId(), other.groupId());
        setId(refused, "owner", now.ownerId(), other.ownerId());
        return refused;
    }

    private void setId(
            List<String> refused, String what, Optional<String> now, Optional<String> wanted) {
        if (wanted.isEmpty() || wanted.equals(now)) {
            return;
        }
        String attribute = what.equals("owner") ? "unix:uid" : "unix:gid";
        set(
                refused,
                "its " + what + " cannot be set to " + wanted.get(),
                attribute,
                Integer.parseUnsignedInt(wanted.get()));
    }

    @Override
    public List<String> copyPermissions(EngineFile source) throws IOException {
        List<String> refused = new ArrayList<>();
        FileStatus wanted = source.status();
        FileStatus now = status();
        if (wanted.permissions().isEmpty()) {
            refused.add(
                    "the permissions of " + source.name()
                            + " are not known any more, so only the owner of the copy may use it");
            return refused;
        }
        int mode = wanted.permissions().getAsInt() & PERMISSIONS;
        if (now.groupId().isEmpty() || !now.groupId().equals(wanted.groupId())) {
            int both = (mode >> 3) & mode & 0007;
            mode = (mode & OF_OWNER) | (both << 3) | both;
        }
        set(refused, "its permissions cannot be set", "unix:mode", mode);
        return refused;
    }

    private void set(List<String> refused, String problem, String attribute, int value) {
        try {
            if (!Identities.isAt(path, identity, LinkOption.NOFOLLOW_LINKS)) {
                refused.add(problem + ": it has been moved or replaced");
                return;
            }
            Files.setAttribute(path, attribute, value);
        } catch (IOException failure) {
            refused.add(problem + ": " + ErrorTranslation.reason(failure));
        }
    }

    private FileStatus status() throws IOException {
        return PortableStatus.of(path, identity, 0);
    }

    @Override
    public boolean canCopyAll() {
        return false;
    }

    @Override
    public List<String> copyAll(EngineFile source) {
        throw new UnsupportedOperationException(
                "the JDK has no calls for all attributes of a file; use another engine");
    }
}
