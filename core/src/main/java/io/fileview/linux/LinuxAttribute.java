package io.fileview.linux;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attribute {@code user.fileview.commit} of an open file, accessed through its descriptor ({@code
 * xattr(7)}). Tmpfs has attributes of users since Linux 6.6.
 *
 * <p>A changed attribute is metadata of the inode, so {@code fsync} makes it durable, and {@code
 * fdatasync} need not ({@code fsync(2)}). On ext4 and XFS a change is a transaction of the journal
 * that fsync commits; Btrfs logs all attributes of the file at each fsync. The tests generic/066 and
 * generic/489 of xfstests cut the power after such an fsync on each of them.
 */
final class LinuxAttribute implements ExtendedAttribute {
    static final String FULL_NAME = "user." + NAME;

    private final Descriptor file;
    private final LinuxFlush flush;

    /** Determined when first asked for; two threads that ask at once find the same. */
    private volatile @Nullable Boolean supported;

    LinuxAttribute(Descriptor file, LinuxFlush flush) {
        this.file = file;
        this.flush = flush;
    }

    /** Returns whether the file system stores attributes of users, as far as reading one shows. */
    boolean isSupported() {
        Boolean known = supported;
        if (known == null) {
            known =
                    !file.isMemory()
                            && file.opened().isRegular()
                            && !isUnsupported(call(SystemCall.FGETXATTR, MemorySegment.NULL, 0));
            supported = known;
        }
        return known;
    }

    /** EPERM is the answer to attributes of users where none are allowed ({@code xattr(7)}). */
    private static boolean isUnsupported(long result) {
        return result == -Errno.EOPNOTSUPP || result == -Errno.ENOSYS || result == -Errno.EPERM;
    }

    @Override
    public Optional<byte[]> read() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment note = arena.allocate(MAX_SIZE);
            long result = call(SystemCall.FGETXATTR, note, MAX_SIZE);
            if (result == -Errno.ENODATA) {
                return Optional.empty();
            }
            if (result == -Errno.ERANGE) {
                throw LinuxErrors.failure(
                        place(result),
                        "its extended attribute "
                                + FULL_NAME
                                + " has more than "
                                + MAX_SIZE
                                + " bytes, so Fileview has not written it",
                        result,
                        "remove it with setfattr -x");
            }
            if (result < 0) {
                throw failure("cannot be read", result, SystemCall.FGETXATTR);
            }
            return Optional.of(note.asSlice(0, result).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Override
    public void write(byte[] note) throws IOException {
        ExtendedAttribute.requireSize(note);
        requireWritable();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(MAX_SIZE).asSlice(0, note.length);
            bytes.copyFrom(MemorySegment.ofArray(note));
            long result = call(SystemCall.FSETXATTR, bytes, note.length);
            if (Errno.isDiskFull(result)) {
                throw new DiskFullException(
                        place(result),
                        "the file system has no room for its extended attribute "
                                + FULL_NAME
                                + " of "
                                + note.length
                                + " bytes ("
                                + Errno.name(result)
                                + "); free space on the file system, raise the quota, or remove"
                                + " other attributes of the file",
                        null);
            }
            if (result < 0) {
                throw failure("cannot be written", result, SystemCall.FSETXATTR);
            }
        }
        flush.attributeChanged();
    }

    @Override
    public void remove() throws IOException {
        requireWritable();
        long result = call(SystemCall.FREMOVEXATTR, MemorySegment.NULL, 0);
        if (result == -Errno.ENODATA) {
            return;
        }
        if (result < 0) {
            throw failure("cannot be removed", result, SystemCall.FREMOVEXATTR);
        }
        flush.attributeChanged();
    }

    /** The kernel looks at the permissions of the file, not at how it was opened. */
    private void requireWritable() throws MappingException {
        if (!file.isWritable()) {
            throw failure(
                    "cannot be changed, because the file is open for reading only",
                    -Errno.EBADF,
                    SystemCall.FSETXATTR);
        }
    }

    private long call(SystemCall call, MemorySegment note, long size) {
        try (Arena arena = Arena.ofConfined()) {
            long name = PathBytes.of(FULL_NAME, arena).address();
            return SystemCalls.untilNotInterrupted(
                    () -> SystemCalls.call(call, file.fd(), name, note.address(), size, 0));
        }
    }

    private MappingException failure(String problem, long result, SystemCall call) {
        return LinuxErrors.entryFailure(
                place(result),
                "its extended attribute " + FULL_NAME + " " + problem,
                result,
                call,
                file.fd());
    }

    private Place place(long result) {
        return Place.of(file.name()).withError(Errno.name(result));
    }
}
