package io.fileview.linux;

import java.util.Locale;
import java.util.Optional;

/**
 * Why a system call does not work here. A seccomp filter, as container runtimes install one, denies
 * calls with errors that the kernel also returns for other reasons: EPERM, and ENOSYS as if the
 * kernel were too old. So each call is made again with arguments that the kernel refuses with
 * another error, which shows whether the kernel was asked at all.
 */
final class Denial {
    private static final long PR_GET_SECCOMP = 21;
    private static final long MODE_FILTER = 2;
    private static final long NONSENSE = 0x7fff_ffff;

    private Denial() {}

    /**
     * Returns what denies a call, as a clause without a full stop; empty if the kernel answers it.
     *
     * @param call the call; of some calls that are no longer needed, nothing is known
     */
    static Optional<String> of(SystemCall call) {
        long answer = ask(call);
        if (answer >= 0
                || answer == -Errno.EINVAL
                || answer == -Errno.EBADF
                || answer == -Errno.EFAULT) {
            return Optional.empty();
        }
        String name = name(call);
        KernelVersion since = since(call);
        if (answer == -Errno.ENOSYS && KernelVersion.CURRENT.isBefore(since)) {
            return Optional.of(
                    name + " requires Linux " + since + ", and this is "
                            + KernelVersion.CURRENT);
        }
        String error = Errno.name(answer);
        return Optional.of(
                name
                        + (isFiltered()
                                ? " is denied by a seccomp filter (" + error
                                        + "); allow it in the profile of the container"
                                : " is denied by the kernel or a security module (" + error + ")"));
    }

    /** Returns whether an error of a call means that the call as such is denied. */
    static boolean explains(long result, SystemCall call) {
        return (result == -Errno.EPERM || result == -Errno.ENOSYS) && of(call).isPresent();
    }

    /** Asks for something that no kernel does. */
    private static long ask(SystemCall call) {
        return switch (call) {
            case CACHESTAT -> SystemCalls.call(call, -1, 0, 0, 0);
            case MEMFD_CREATE -> SystemCalls.call(call, 0, NONSENSE);
            case MINCORE -> SystemCalls.call(call, 1, 0, 0);
            case MLOCK2 -> SystemCalls.call(call, 0, 0, NONSENSE);
            // Without pages there is nothing to lock, but who may lock none is refused.
            case MLOCK, MUNLOCK -> SystemCalls.call(call, 0, 0);
            case MADVISE -> SystemCalls.call(call, 1, 0, NONSENSE);
            case STATX -> SystemCalls.call(call, -1, 0, NONSENSE, 0, 0);
            case UNLINKAT -> SystemCalls.call(call, -1, 0, NONSENSE);
            case LINKAT -> SystemCalls.call(call, -1, 0, -1, 0, NONSENSE);
            case RENAMEAT2 -> SystemCalls.call(call, -1, 0, -1, 0, NONSENSE);
            case FSETXATTR -> SystemCalls.call(call, -1, 0, 0, 0, NONSENSE);
            // Without a file there is nothing to change.
            case FALLOCATE, FTRUNCATE, FCHMOD, PWRITEV2, FGETXATTR, FREMOVEXATTR, LSEEK,
                    SYNC_FILE_RANGE ->
                SystemCalls.call(call, -1, 0, 0, 0);
            default -> 0;
        };
    }

    private static KernelVersion since(SystemCall call) {
        return switch (call) {
            case CACHESTAT -> new KernelVersion(6, 5);
            case STATX -> new KernelVersion(4, 11);
            case MLOCK2 -> new KernelVersion(4, 4);
            case MEMFD_CREATE -> new KernelVersion(3, 17);
            default -> new KernelVersion(2, 6);
        };
    }

    private static String name(SystemCall call) {
        return call.name().toLowerCase(Locale.ROOT);
    }

    /** A filter that denies even this question is one. */
    private static boolean isFiltered() {
        long mode = SystemCalls.call(SystemCall.PRCTL, PR_GET_SECCOMP);
        return mode == MODE_FILTER || mode == -Errno.EPERM || mode == -Errno.EACCES;
    }
}
