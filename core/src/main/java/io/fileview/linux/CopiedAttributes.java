package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.spi.AttributeCopying;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives an open file the attributes of another, always those that give rights in a safe order. */
final class CopiedAttributes implements AttributeCopying {
    private static final int PERMISSIONS = 0777;
    private static final int ALL_BITS = 07777;
    private static final int OF_OWNER = 0700;
    private static final long KEPT = -1;
    private static final String OF_SYSTEM = "system.posix_acl_";
    private static final long STATX_ATIME_AND_MTIME = 0x60;
    private static final int STATX_SIZE = 256;
    private static final int ATIME = 64;
    private static final int MTIME = 112;

    private final Descriptor file;
    private final LinuxFlush flush;

    CopiedAttributes(Descriptor file, LinuxFlush flush) {
        this.file = file;
        this.flush = flush;
    }

    @Override
    public List<String> copyOwner(io.fileview.spi.FileStatus other) throws IOException {
        return copyOwner(idOf(other.ownerId()), idOf(other.groupId()));
    }

    private static long idOf(Optional<String> id) {
        return id.map(Long::parseLong).orElse(KEPT);
    }

    /** Each by itself: the group may be one of this user's, even if the owner is another user. */
    private List<String> copyOwner(long owner, long group) throws IOException {
        List<String> refused = new ArrayList<>();
        FileStatus now = statusOf(file);
        flush.attributeChanged();
        if (group != KEPT && group != now.group()) {
            refuse(refused, "its group cannot be set to group " + group, own(KEPT, group));
        }
        if (owner != KEPT && owner != now.owner()) {
            refuse(refused, "its owner cannot be set to user " + owner, own(owner, KEPT));
        }
        return refused;
    }

    private long own(long owner, long group) {
        return SystemCalls.call(SystemCall.FCHOWN, file.fd(), owner, group);
    }

    @Override
    public List<String> copyPermissions(EngineFile source) throws IOException {
        return copyPermissions(descriptorOf(source), PERMISSIONS);
    }

    private List<String> copyPermissions(Descriptor source, int bits) throws IOException {
        List<String> refused = new ArrayList<>();
        FileStatus wanted = statusOf(source);
        flush.attributeChanged();
        byte[] list = AccessControlList.of(source);
        int mode = wanted.mode() & bits;
        if (!FilePermissions.isGroupOf(statusOf(file), wanted)) {
            // Members of the other group are among the others here, and the other way round.
            mode = (mode & ~(PERMISSIONS & ~OF_OWNER)) | grantedToAll(mode);
            if (list == null || list.length > 0) {
                refused.add("its access control list is not copied, because its group is another");
                mode &= ~(PERMISSIONS & ~OF_OWNER);
            }
            list = new byte[0];
        }
        if (list == null) {
            refused.add("its access control list cannot be read");
            mode &= ~(PERMISSIONS & ~OF_OWNER);
        } else {
            long result = AccessControlList.set(file, list);
            if (result < 0 && !(list.length == 0 && result == -Errno.ENODATA)) {
                refuse(refused, "its access control list cannot be set", result);
                mode &= ~(PERMISSIONS & ~OF_OWNER);
            }
        }
        setMode(refused, mode);
        return refused;
    }

    private static int grantedToAll(int mode) {
        int both = mode >> 3 & mode & 0007;
        return both << 3 | both;
    }

    private void setMode(List<String> refused, int mode) throws IOException {
        if ((statusOf(file).mode() & ALL_BITS) == mode) {
            return;
        }
        long result = SystemCalls.call(SystemCall.FCHMOD, file.fd(), mode);
        int now = statusOf(file).mode() & ALL_BITS;
        if (now == mode) {
            return;
        }
        String problem = "its permissions cannot be set to " + octal(mode);
        refused.add(
                (result < 0 ? problem + ": " + Errno.inWords(result) : problem)
                        + ", so they are "
                        + octal(now));
    }

    private static String octal(int mode) {
        return String.format(Locale.ROOT, "%04o", mode);
    }

    @Override
    public boolean canCopyAll() {
        return true;
    }

    /** Attributes before the mode, which may deny them to the owner, and the times at last. */
    @Override
    public List<String> copyAll(EngineFile source) throws IOException {
        Descriptor model = descriptorOf(source);
        FileStatus wanted = statusOf(model);
        List<String> refused = new ArrayList<>(copyOwner(wanted.owner(), wanted.group()));
        copyAttributes(refused, model);
        FileStatus now = statusOf(file);
        boolean isOwned =
                now.owner() == wanted.owner() && FilePermissions.isGroupOf(now, wanted);
        refused.addAll(copyPermissions(model, isOwned ? ALL_BITS : PERMISSIONS));
        copyTimes(refused, model);
        return refused;
    }

    private void copyAttributes(List<String> refused, Descriptor model) {
        List<String> names = AttributeValue.names(model);
        if (names == null) {
            refused.add("its extended attributes cannot be listed");
            return;
        }
        for (String name : names) {
            if (name.startsWith(OF_SYSTEM) || name.equals(LinuxAttribute.FULL_NAME)) {
                continue; // belongs to the permissions, or leads to the journal of the other file
            }
            AttributeValue value = AttributeValue.read(model, name);
            byte[] bytes = value.bytes();
            if (bytes == null) {
                refuse(refused, "the attribute " + name + " cannot be read", value.result());
            } else if (!isSet(name, bytes)) {
                refuse(
                        refused,
                        "its attribute " + name + " cannot be set",
                        AttributeValue.write(file, name, bytes));
            }
        }
    }

    /** A security module may have set its attribute already, and lets nobody change it. */
    private boolean isSet(String name, byte[] bytes) {
        byte @Nullable [] now = AttributeValue.read(file, name).bytes();
        return now != null && Arrays.equals(now, bytes);
    }

    private void copyTimes(List<String> refused, Descriptor model) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(STATX_SIZE, 8);
            long result =
                    SystemCalls.call(
                            SystemCall.STATX,
                            model.fd(),
                            arena.allocate(1).address(),
                            OpenFlags.AT_EMPTY_PATH,
                            STATX_ATIME_AND_MTIME,
                            status.address());
            if (result >= 0) {
                MemorySegment times = arena.allocate(32, 8); // two of seconds and nanoseconds
                times.set(JAVA_LONG, 0, status.get(JAVA_LONG, ATIME));
                times.set(JAVA_LONG, 8, SystemCalls.unsignedInt(status, ATIME + 8));
                times.set(JAVA_LONG, 16, status.get(JAVA_LONG, MTIME));
                times.set(JAVA_LONG, 24, SystemCalls.unsignedInt(status, MTIME + 8));
                result =
                        SystemCalls.call(
                                SystemCall.UTIMENSAT, file.fd(), 0, times.address(), 0);
            }
            refuse(refused, "its times cannot be set", result);
        }
    }

    private static void refuse(List<String> refused, String problem, long result) {
        if (result < 0) {
            refused.add(problem + ": " + Errno.inWords(result));
        }
    }

    private static FileStatus statusOf(Descriptor file) throws IOException {
        return FileStatus.of(file.fd(), file.name());
    }

    private static Descriptor descriptorOf(EngineFile source) {
        if (source instanceof LinuxFile other) {
            return other.descriptor();
        }
        throw new IllegalArgumentException(source.name() + " was opened by another engine");
    }
}
