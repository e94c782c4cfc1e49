package io.fileview.labs.containers;

import io.fileview.labs.common.Processor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A system call, with its numbers on x86-64 and aarch64, that a filter denies. Of {@link
 * #PAGEMAP_SCAN}, which is an ioctl, only the one command is denied.
 */
enum DeniedCall {
    CACHESTAT(451, 451),
    FACCESSAT2(439, 439),
    MEMFD_CREATE(319, 279),
    MINCORE(27, 232),
    MLOCK(149, 228),
    PAGEMAP_SCAN(16, 29),
    STATX(332, 291),

    ACCT(163, 89),
    ADD_KEY(248, 217),
    BPF(321, 280),
    DELETE_MODULE(176, 106),
    FANOTIFY_INIT(300, 262),
    FINIT_MODULE(313, 273),
    GET_MEMPOLICY(239, 236),
    INIT_MODULE(175, 105),
    IO_URING_ENTER(426, 426),
    IO_URING_REGISTER(427, 427),
    IO_URING_SETUP(425, 425),
    KCMP(312, 272),
    KEXEC_LOAD(246, 104),
    KEYCTL(250, 219),
    LOOKUP_DCOOKIE(212, 18),
    MBIND(237, 235),
    MOUNT(165, 40),
    MOVE_PAGES(279, 239),
    OPEN_BY_HANDLE_AT(304, 265),
    PERF_EVENT_OPEN(298, 241),
    PIVOT_ROOT(155, 41),
    PROCESS_MADVISE(440, 440),
    PROCESS_VM_READV(310, 270),
    PROCESS_VM_WRITEV(311, 271),
    PTRACE(101, 117),
    QUOTACTL(179, 60),
    REBOOT(169, 142),
    REQUEST_KEY(249, 218),
    SET_MEMPOLICY(238, 237),
    SETNS(308, 268),
    SWAPOFF(168, 225),
    SWAPON(167, 224),
    SYSLOG(103, 116),
    UMOUNT2(166, 39),
    UNSHARE(272, 97),
    USERFAULTFD(323, 282);

    /** The command, which no other ioctl of these programs has. */
    static final int PAGEMAP_SCAN_COMMAND = 0xC0606610;

    private final int onX86;
    private final int onArm;

    DeniedCall(int onX86, int onArm) {
        this.onX86 = onX86;
        this.onArm = onArm;
    }

    int number(Processor processor) {
        return switch (processor) {
            case X86_64 -> onX86;
            case AARCH64 -> onArm;
        };
    }

    String words() {
        return this == PAGEMAP_SCAN ? "the ioctl PAGEMAP_SCAN" : name().toLowerCase(Locale.ROOT);
    }

    /** Those that Fileview makes; each is denied by itself. */
    static List<DeniedCall> ofFileview() {
        return List.of(
                STATX, MINCORE, MLOCK, CACHESTAT, MEMFD_CREATE, PAGEMAP_SCAN, FACCESSAT2);
    }

    /**
     * Those that the usual profile of containers without privileges denies; older ones do not know
     * cachestat either, and deny that as well.
     */
    static List<DeniedCall> ofUsualProfile() {
        return Stream.of(values()).filter(call -> !ofFileview().contains(call)).toList();
    }
}
