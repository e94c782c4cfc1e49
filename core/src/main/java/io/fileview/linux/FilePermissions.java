package io.fileview.linux;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import org.jspecify.annotations.Nullable;

/**
 * Copies the permissions of an open file to another one: the owner and the group as far as this
 * process may give files away ({@code fchown(2)}), the access control list ({@code acl(5)}, which
 * the kernel stores as an extended attribute) and the mode ({@code inode(7)}).
 */
final class FilePermissions {
    /** The owner of the copy can always read and write it. */
    private static final int OF_OWNER = 0600;

    private static final int OF_GROUP = 0060;
    private static final int OF_OTHERS = 0006;
    private static final int GROUP_BITS = 3;
    private static final int READ_AND_WRITE = OF_OWNER | OF_GROUP | OF_OTHERS;

    /** What is shown for all users and groups that this user namespace lacks. */
    private static final long UNMAPPED = 65_534;

    private final Descriptor file;
    private final Descriptor model;

    private FilePermissions(Descriptor file, Descriptor model) {
        this.file = file;
        this.model = model;
    }

    /** Gives a file the permissions of another, or stricter ones. */
    static void copy(Descriptor file, Descriptor model) throws MappingException {
        new FilePermissions(file, model).copy();
    }

    private void copy() throws MappingException {
        FileStatus wanted = statusOf(model);
        FileStatus now = statusOf(file);
        if (!isGroupOf(now, wanted) || (now.owner() != wanted.owner() && isSuperuser())) {
            setMode(now, OF_OWNER | (now.mode() & grantedToAll(wanted.mode())));
            giveTo(wanted);
            now = statusOf(file);
        }
        byte[] list = AccessControlList.of(model);
        if (isGroupOf(now, wanted) && copyList(list)) {
            // The list may have changed the mode, too.
            setMode(statusOf(file), OF_OWNER | (wanted.mode() & READ_AND_WRITE));
        } else if (isEmpty(list) && isEmpty(AccessControlList.of(file))) {
            // Members of the other group are among the others here, so both get what both have.
            setMode(now, OF_OWNER | grantedToAll(wanted.mode()));
        } else {
            setMode(statusOf(file), OF_OWNER);
        }
    }

    /** Returns whether an ID may stand for many users or groups, and also be somebody's own. */
    private static boolean isUnmapped(long id) {
        return id == UNMAPPED && !UserNamespace.HAS_ALL_IDS;
    }

    /** Returns whether two files certainly have the same group. */
    static boolean isGroupOf(FileStatus now, FileStatus wanted) {
        return now.group() == wanted.group() && !isUnmapped(wanted.group());
    }

    private static FileStatus statusOf(Descriptor file) throws MappingException {
        return FileStatus.of(file.fd(), file.name());
    }

    private static boolean isSuperuser() {
        return SystemCalls.call(SystemCall.GETEUID, 0) == 0;
    }

    private static int grantedToAll(int mode) {
        int both = mode >> GROUP_BITS & mode & OF_OTHERS;
        return both << GROUP_BITS | both;
    }

    /** Only the superuser may give a file to another user; its owner may give it to its groups. */
    private void giveTo(FileStatus wanted) {
        long owner = isUnmapped(wanted.owner()) ? -1 : wanted.owner();
        long group = isUnmapped(wanted.group()) ? -1 : wanted.group();
        if (own(owner, group) < 0) {
            own(-1, group);
        }
    }

    private long own(long owner, long group) {
        return SystemCalls.call(SystemCall.FCHOWN, file.fd(), owner, group);
    }

    private void setMode(FileStatus now, int mode) throws MappingException {
        if ((now.mode() & READ_AND_WRITE) == mode) {
            return;
        }
        long result = SystemCalls.call(SystemCall.FCHMOD, file.fd(), mode);
        if (result < 0 && (now.mode() & READ_AND_WRITE & ~mode) != 0) {
            throw LinuxErrors.failure(
                    Place.of(file.name()),
                    "has permissions that "
                            + model.name()
                            + " does not have, and they cannot be withdrawn",
                    result,
                    SystemCall.FCHMOD);
        }
    }

    /** Returns whether this file has the same list now as the other one. */
    private boolean copyList(byte @Nullable [] list) {
        return list != null && AccessControlList.set(file, list) >= 0;
    }

    private static boolean isEmpty(byte @Nullable [] list) {
        return list != null && list.length == 0;
    }
}
