package io.fileview.win32;

import java.io.Serial;

/** The page is mapped, but its file has been truncated or cannot be read or written. */
public final class InPageErrorException extends MemoryFaultException {
    @Serial
    private static final long serialVersionUID = 1L;

    InPageErrorException(long address, boolean write, String why) {
        super(WinError.EXCEPTION_IN_PAGE_ERROR, address, write, why);
    }
}
