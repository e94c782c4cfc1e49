package io.fileview.win32;

import java.io.Serial;

/**
 * The first access to a page with {@link WinNt#PAGE_GUARD}; it removes the guard. On Windows a page
 * that no function of {@link Kernel32} has returned, such as one of a thread's stack, keeps it.
 */
public final class GuardPageException extends MemoryFaultException {
    @Serial
    private static final long serialVersionUID = 1L;

    GuardPageException(long address, boolean write, String why) {
        super(WinError.STATUS_GUARD_PAGE_VIOLATION, address, write, why);
    }
}
