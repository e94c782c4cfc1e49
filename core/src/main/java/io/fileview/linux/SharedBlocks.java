package io.fileview.linux;

import io.fileview.spi.Place;
import java.io.IOException;

/** Shares the blocks of another file ({@code ioctl_ficlone(2)}). */
final class SharedBlocks {
    private static final long FICLONE = 0x40049409L;

    private SharedBlocks() {}

    /**
     * Makes a file share all blocks of another.
     *
     * @return false if the file system does not support it, or it is denied
     */
    static boolean share(Descriptor file, Descriptor source) throws IOException {
        long result =
                SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(
                                SystemCall.IOCTL,
                                file.fd(),
                                FICLONE,
                                source.fd()));
        if (isUnsupported(result)) {
            return false;
        }
        if (result < 0) {
            throw LinuxErrors.failure(
                    Place.of(file.name()), "cannot share the blocks of " + source.name(), result);
        }
        return true;
    }

    /** What is denied, by a filter or a security module, may still be copied. */
    private static boolean isUnsupported(long result) {
        return result == -Errno.EPERM
                || result == -Errno.EACCES
                || result == -Errno.EOPNOTSUPP
                || result == -Errno.ENOTTY
                || result == -Errno.EXDEV
                || result == -Errno.EINVAL
                || result == -Errno.ENOSYS;
    }
}
