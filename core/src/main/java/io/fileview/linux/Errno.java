package io.fileview.linux;

import io.fileview.errors.SystemError;

/**
 * The error numbers that the engine distinguishes, which are the same on x86-64 and aarch64 ({@code
 * include/uapi/asm-generic/errno*.h}).
 */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ENXIO = 6;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENODEV = 19;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int ENOTTY = 25;
    static final int ETXTBSY = 26;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int ESPIPE = 29;
    static final int EROFS = 30;
    static final int ERANGE = 34;
    static final int ENOSYS = 38;
    static final int ELOOP = 40;
    static final int ENODATA = 61;
    static final int EOVERFLOW = 75;
    static final int EOPNOTSUPP = 95;
    static final int ENOTCONN = 107;
    static final int ESTALE = 116;
    static final int EDQUOT = 122;
    static final int EHWPOISON = 133;

    private Errno() {}

    /** Returns the name of an error, given the negative result of a call. */
    static String name(long result) {
        return SystemError.of(-result).map(SystemError::name).orElse("errno " + -result);
    }

    /** Returns the meaning and the name of an error, given the negative result of a call. */
    static String inWords(long result) {
        return SystemError.of(-result).map(SystemError::inWords).orElse("errno " + -result);
    }

    /** Returns the second half of a sentence, which says what to do; empty if that is unknown. */
    static String remedy(long result) {
        return SystemError.of(-result)
                .flatMap(SystemError::remedy)
                .map(remedy -> "; " + remedy)
                .orElse("");
    }

    static boolean isDiskFull(long result) {
        return result == -ENOSPC || result == -EDQUOT || result == -EFBIG;
    }
}
