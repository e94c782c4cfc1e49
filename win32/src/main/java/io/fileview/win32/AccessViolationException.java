package io.fileview.win32;

import java.io.Serial;

/** The page is not mapped, is not committed, or does not allow the access. */
public final class AccessViolationException extends MemoryFaultException {
    @Serial
    private static final long serialVersionUID = 1L;

    AccessViolationException(long address, boolean write, String why) {
        super(WinError.EXCEPTION_ACCESS_VIOLATION, address, write, why);
    }
}
