package io.fileview.win32;

/**
 * An address in the address space of one {@link Kernel32}.
 *
 * <p><b>Hazard.</b> It is no address of the JVM or of the operating system: only the functions can
 * follow it.
 *
 * @param value the number
 */
public record Address(long value) implements Comparable<Address> {
    /** The address 0, which is never valid. */
    public static final Address NULL = new Address(0);

    /**
     * The address a number of bytes away.
     *
     * @param bytes how far; may be negative
     * @return the address
     */
    public Address plus(long bytes) {
        return new Address(value + bytes);
    }

    /**
     * Compares as unsigned numbers.
     *
     * @param other the other address
     * @return less than, equal to or more than 0
     */
    @Override
    public int compareTo(Address other) {
        return Long.compareUnsigned(value, other.value);
    }

    /**
     * Shows the address.
     *
     * @return for example {@code 0x100010000}
     */
    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
