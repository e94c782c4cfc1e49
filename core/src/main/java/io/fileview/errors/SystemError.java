package io.fileview.errors;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The errors of POSIX systems by their symbolic names. The numbers are those of Linux on x86-64 and
 * aarch64 ({@code include/uapi/asm-generic/errno*.h}); the texts are those of glibc in English.
 */
public enum SystemError {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    ESRCH(3, "No such process"),
    EINTR(4, "Interrupted system call"),
    EIO(5, "Input/output error"),
    ENXIO(6, "No such device or address"),
    E2BIG(7, "Argument list too long"),
    ENOEXEC(8, "Exec format error"),
    EBADF(9, "Bad file descriptor"),
    ECHILD(10, "No child processes"),
    EAGAIN(11, "Resource temporarily unavailable"),
    ENOMEM(12, "Cannot allocate memory"),
    EACCES(13, "Permission denied"),
    EFAULT(14, "Bad address"),
    ENOTBLK(15, "Block device required"),
    EBUSY(16, "Device or resource busy"),
    EEXIST(17, "File exists"),
    EXDEV(18, "Invalid cross-device link"),
    ENODEV(19, "No such device"),
    ENOTDIR(20, "Not a directory"),
    EISDIR(21, "Is a directory"),
    EINVAL(22, "Invalid argument"),
    ENFILE(23, "Too many open files in system"),
    EMFILE(24, "Too many open files"),
    ENOTTY(25, "Inappropriate ioctl for device"),
    ETXTBSY(26, "Text file busy"),
    EFBIG(27, "File too large"),
    ENOSPC(28, "No space left on device"),
    ESPIPE(29, "Illegal seek"),
    EROFS(30, "Read-only file system"),
    EMLINK(31, "Too many links"),
    EPIPE(32, "Broken pipe"),
    EDOM(33, "Numerical argument out of domain"),
    ERANGE(34, "Numerical result out of range"),
    EDEADLK(35, "Resource deadlock avoided"),
    ENAMETOOLONG(36, "File name too long"),
    ENOLCK(37, "No locks available"),
    ENOSYS(38, "Function not implemented"),
    ENOTEMPTY(39, "Directory not empty"),
    ELOOP(40, "Too many levels of symbolic links"),
    ENOMSG(42, "No message of desired type"),
    EIDRM(43, "Identifier removed"),
    ECHRNG(44, "Channel number out of range"),
    EL2NSYNC(45, "Level 2 not synchronized"),
    EL3HLT(46, "Level 3 halted"),
    EL3RST(47, "Level 3 reset"),
    ELNRNG(48, "Link number out of range"),
    EUNATCH(49, "Protocol driver not attached"),
    ENOCSI(50, "No CSI structure available"),
    EL2HLT(51, "Level 2 halted"),
    EBADE(52, "Invalid exchange"),
    EBADR(53, "Invalid request descriptor"),
    EXFULL(54, "Exchange full"),
    ENOANO(55, "No anode"),
    EBADRQC(56, "Invalid request code"),
    EBADSLT(57, "Invalid slot"),
    EBFONT(59, "Bad font file format"),
    ENOSTR(60, "Device not a stream"),
    ENODATA(61, "No data available"),
    ETIME(62, "Timer expired"),
    ENOSR(63, "Out of streams resources"),
    ENONET(64, "Machine is not on the network"),
    ENOPKG(65, "Package not installed"),
    EREMOTE(66, "Object is remote"),
    ENOLINK(67, "Link has been severed"),
    EADV(68, "Advertise error"),
    ESRMNT(69, "Srmount error"),
    ECOMM(70, "Communication error on send"),
    EPROTO(71, "Protocol error"),
    EMULTIHOP(72, "Multihop attempted"),
    EDOTDOT(73, "RFS specific error"),
    EBADMSG(74, "Bad message"),
    EOVERFLOW(75, "Value too large for defined data type"),
    ENOTUNIQ(76, "Name not unique on network"),
    EBADFD(77, "File descriptor in bad state"),
    EREMCHG(78, "Remote address changed"),
    ELIBACC(79, "Can not access a needed shared library"),
    ELIBBAD(80, "Accessing a corrupted shared library"),
    ELIBSCN(81, ".lib section in a.out corrupted"),
    ELIBMAX(82, "Attempting to link in too many shared libraries"),
    ELIBEXEC(83, "Cannot exec a shared library directly"),
    EILSEQ(84, "Invalid or incomplete multibyte or wide character"),
    ERESTART(85, "Interrupted system call should be restarted"),
    ESTRPIPE(86, "Streams pipe error"),
    EUSERS(87, "Too many users"),
    ENOTSOCK(88, "Socket operation on non-socket"),
    EDESTADDRREQ(89, "Destination address required"),
    EMSGSIZE(90, "Message too long"),
    EPROTOTYPE(91, "Protocol wrong type for socket"),
    ENOPROTOOPT(92, "Protocol not available"),
    EPROTONOSUPPORT(93, "Protocol not supported"),
    ESOCKTNOSUPPORT(94, "Socket type not supported"),
    EOPNOTSUPP(95, "Operation not supported"),
    EPFNOSUPPORT(96, "Protocol family not supported"),
    EAFNOSUPPORT(97, "Address family not supported by protocol"),
    EADDRINUSE(98, "Address already in use"),
    EADDRNOTAVAIL(99, "Cannot assign requested address"),
    ENETDOWN(100, "Network is down"),
    ENETUNREACH(101, "Network is unreachable"),
    ENETRESET(102, "Network dropped connection on reset"),
    ECONNABORTED(103, "Software caused connection abort"),
    ECONNRESET(104, "Connection reset by peer"),
    ENOBUFS(105, "No buffer space available"),
    EISCONN(106, "Transport endpoint is already connected"),
    ENOTCONN(107, "Transport endpoint is not connected"),
    ESHUTDOWN(108, "Cannot send after transport endpoint shutdown"),
    ETOOMANYREFS(109, "Too many references: cannot splice"),
    ETIMEDOUT(110, "Connection timed out"),
    ECONNREFUSED(111, "Connection refused"),
    EHOSTDOWN(112, "Host is down"),
    EHOSTUNREACH(113, "No route to host"),
    EALREADY(114, "Operation already in progress"),
    EINPROGRESS(115, "Operation now in progress"),
    ESTALE(116, "Stale file handle"),
    EUCLEAN(117, "Structure needs cleaning"),
    ENOTNAM(118, "Not a XENIX named type file"),
    ENAVAIL(119, "No XENIX semaphores available"),
    EISNAM(120, "Is a named type file"),
    EREMOTEIO(121, "Remote I/O error"),
    EDQUOT(122, "Disk quota exceeded"),
    ENOMEDIUM(123, "No medium found"),
    EMEDIUMTYPE(124, "Wrong medium type"),
    ECANCELED(125, "Operation canceled"),
    ENOKEY(126, "Required key not available"),
    EKEYEXPIRED(127, "Key has expired"),
    EKEYREVOKED(128, "Key has been revoked"),
    EKEYREJECTED(129, "Key was rejected by service"),
    EOWNERDEAD(130, "Owner died"),
    ENOTRECOVERABLE(131, "State not recoverable"),
    ERFKILL(132, "Operation not possible due to RF-kill"),
    EHWPOISON(133, "Memory page has hardware error");

    private static final int NUMBERS = 134;

    /** By its number; null where Linux has no error of that number. */
    private static final @Nullable SystemError[] BY_NUMBER = byNumber();

    private final int number;
    private final String text;

    SystemError(int number, String text) {
        this.number = number;
        this.text = text;
    }

    private static @Nullable SystemError[] byNumber() {
        @Nullable SystemError[] errors = new SystemError[NUMBERS];
        for (SystemError error : values()) {
            errors[error.number] = error;
        }
        return errors;
    }

    /** The texts of glibc, and those of musl, macOS and the BSDs that differ from them. */
    private static final class English {
        private static final Map<String, SystemError> TEXTS = new HashMap<>();

        static {
            for (SystemError error : values()) {
                TEXTS.put(error.text, error);
            }
            TEXTS.put("I/O error", EIO);
            TEXTS.put("Out of memory", ENOMEM);
            TEXTS.put("Resource busy", EBUSY);
            TEXTS.put("Device busy", EBUSY);
            TEXTS.put("Cross-device link", EXDEV);
            TEXTS.put("Operation not supported by device", ENODEV);
            TEXTS.put("No file descriptors available", EMFILE);
            TEXTS.put("Filename too long", ENAMETOOLONG);
            TEXTS.put("Symbolic link loop", ELOOP);
            TEXTS.put("Not supported", EOPNOTSUPP);
            TEXTS.put("Quota exceeded", EDQUOT);
            TEXTS.put("Disc quota exceeded", EDQUOT);
            TEXTS.put("Stale NFS file handle", ESTALE);
        }

        private English() {}
    }

    /** {@return the number of the error on Linux} */
    public int number() {
        return number;
    }

    /** {@return what glibc calls the error in English} */
    public String text() {
        return text;
    }

    /** {@return the meaning and the name of the error, to be read inside a sentence} */
    public String inWords() {
        boolean startsWithAWord = Character.isLowerCase(text.charAt(1));
        String first = text.substring(0, 1);
        return (startsWithAWord ? first.toLowerCase(Locale.ROOT) : first)
                + text.substring(1)
                + " ("
                + name()
                + ")";
    }

    /**
     * Returns what can be done about the error, whatever the call that failed.
     *
     * @return an instruction that ends a sentence; empty if that depends on the call
     */
    public Optional<String> remedy() {
        return Optional.ofNullable(
                switch (this) {
                    case EIO, EREMOTEIO, EHWPOISON ->
                        "see the system log for what the device reported";
                    case ESTALE -> "its server no longer knows the file: open it again";
                    case ENOTCONN, ESHUTDOWN, ECONNABORTED, ECONNRESET, ECONNREFUSED, ETIMEDOUT,
                            EHOSTDOWN, EHOSTUNREACH, ENETDOWN, ENETUNREACH ->
                        "check the connection to the server of the file system";
                    case EPERM ->
                        "check whether the file or its directory is immutable, append-only, sealed or"
                                + " another user's, or a security module or filter denies the call";
                    case ENOSYS ->
                        "use a newer kernel or, in a container, allow the call in its seccomp profile";
                    case EACCES -> "check the permissions of the file and the directories above it";
                    case ENOMEM -> "free some memory, or raise its limit";
                    case ENOSPC, EDQUOT -> "free some space, or raise the quota";
                    case EFBIG -> "choose a smaller size, or raise the limit with ulimit -f";
                    case EROFS -> "mount the file system for writing";
                    case EMFILE -> "close files, or raise the limit with ulimit -n";
                    case ENFILE -> "close files, or raise the limit with sysctl fs.file-max";
                    case ENOLCK -> "release some locks, or start the lock daemon of the server";
                    case EOPNOTSUPP -> "use a file system that supports it";
                    case EUCLEAN, EBADMSG -> "check the file system";
                    case ENAMETOOLONG -> "choose a shorter name";
                    case ELOOP, ENOTDIR, ENOENT -> "check the path";
                    case EBUSY, EAGAIN -> "try again later";
                    case ETXTBSY -> "try again once no process executes the file";
                    default -> null;
                });
    }

    /**
     * Returns what can be done about the error of a call that changes a directory, such as to create,
     * rename or remove an entry, or an attribute: it may lack inodes instead of bytes.
     *
     * @return an instruction that ends a sentence; empty if that depends on the call
     */
    public Optional<String> remedyForEntry() {
        return this == ENOSPC || this == EDQUOT
                ? Optional.of("free space and inodes by removing files, or raise the quota")
                : remedy();
    }

    /**
     * Returns whether the error means that no more can be stored: the file system or a quota is full,
     * or a file may not be that large.
     *
     * @return true if so
     */
    public boolean isDiskFull() {
        return this == ENOSPC || this == EDQUOT || this == EFBIG;
    }

    /**
     * Returns whether the error means that no more files can be opened.
     *
     * @return true if so
     */
    public boolean isTooManyFiles() {
        return this == EMFILE || this == ENFILE;
    }

    /**
     * Returns an error by its number on Linux.
     *
     * @param number the positive number
     * @return the error; empty if there is none of that number
     */
    public static Optional<SystemError> of(long number) {
        return number < 0 || number >= NUMBERS
                ? Optional.empty()
                : Optional.ofNullable(BY_NUMBER[(int) number]);
    }

    /**
     * Returns an error by its symbolic name.
     *
     * @param name such as {@code ENOSPC}
     * @return the error; empty if there is none of that name
     */
    public static Optional<SystemError> named(String name) {
        for (SystemError error : values()) {
            if (error.name().equals(name)) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns an error by its English text.
     *
     * @param text such as {@code No space left on device}
     * @return the error; empty if no system known here uses that text
     */
    public static Optional<SystemError> ofEnglish(String text) {
        return Optional.ofNullable(English.TEXTS.get(text));
    }
}
