package io.fileview.linux;

import io.fileview.Protection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether the kernel exposes to this process which pages of a file are in memory. Since Linux 5.2,
 * mincore reports every page as resident unless the process owns the file or may write to it. Which
 * of both is the case depends on user namespaces, on capabilities and, on overlayfs, on the file
 * below, so it is not computed here but tried out: a page far beyond the end of the file is never
 * resident.
 */
final class CacheVisibility {
    private static final long FAR_BEYOND = 1L << 62;
    private static final long LARGEST_FILE = 1L << 61;
    private static final String HIDDEN =
            "the kernel exposes it only to the owner of the file and to processes that may write to it";

    private CacheVisibility() {}

    /**
     * Returns why mincore does not tell this process the truth; empty if it does, or if it fails
     * anyway.
     */
    static Optional<String> whyHidden(Descriptor file) {
        if (file.isMemory()) {
            return Optional.empty();
        }
        if (file.opened().size() > LARGEST_FILE || file.type().hasPagesOfItsOwnSize()) {
            long user = SystemCalls.call(SystemCall.GETEUID, 0);
            return user == file.opened().owner() ? Optional.empty() : Optional.of(HIDDEN);
        }
        long address = file.mapPages(0, Pages.SIZE, FAR_BEYOND, Protection.READ_ONLY);
        if (address < 0) {
            return Optional.of(
                    "it cannot be found out whether the kernel exposes it, because no page can be"
                            + " mapped ("
                            + Errno.name(address)
                            + ")");
        }
        try {
            AtomicBoolean isResident = new AtomicBoolean();
            ResidentPages.find(address, 1, page -> isResident.set(true));
            return isResident.get() ? Optional.of(HIDDEN) : Optional.empty();
        } finally {
            SystemCalls.call(SystemCall.MUNMAP, address, Pages.SIZE);
        }
    }
}
