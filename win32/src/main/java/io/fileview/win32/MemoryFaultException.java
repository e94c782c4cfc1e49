package io.fileview.win32;

import java.io.Serial;

/**
 * A memory access for which Windows would raise a structured exception. The bytes before the
 * faulting address have been read or written.
 */
public abstract sealed class MemoryFaultException extends RuntimeException
        permits AccessViolationException, InPageErrorException, GuardPageException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** The code of the structured exception. */
    private final int code;

    /** The address of the first byte that could not be accessed. */
    private final long address;

    /** Whether the access was a write. */
    private final boolean write;

    MemoryFaultException(int code, long address, boolean write, String why) {
        super(
                (write ? "cannot write to 0x" : "cannot read from 0x")
                        + Long.toHexString(address)
                        + ": "
                        + why);
        this.code = code;
        this.address = address;
        this.write = write;
    }

    /**
     * Returns the code of the structured exception.
     *
     * @return one of those in {@link WinError}
     */
    public int code() {
        return code;
    }

    /**
     * Returns the address of the first byte that could not be accessed.
     *
     * @return the address
     */
    public Address address() {
        return new Address(address);
    }

    /**
     * Returns whether the access was a write.
     *
     * @return true for a write, false for a read
     */
    public boolean isWrite() {
        return write;
    }
}
