package io.fileview.win32;

/**
 * An address in the address space of one {@link Kernel32}.
 *
 * <p><b>Hazard.</b> In a simulated process it is not an address of the JVM or of the operating
 * system: only the functions of that {@code Kernel32} can dereference it. On Windows it is a real
 * one, and code that follows it by other means ends the JVM if nothing is mapped there.
 *
 * @param value the numeric address
 */
public record Address(long value) implements Comparable<Address> {
    /** The address 0, which is never valid. */
    public static final Address NULL = new Address(0);

    /**
     * Returns the address at a distance from this one.
     *
     * @param bytes the distance; may be negative
     * @return the address
     */
    public Address plus(long bytes) {
        return new Address(value + bytes);
    }

    /**
     * Compares the addresses as unsigned numbers.
     *
     * @param other the other address
     * @return a value less than, equal to or greater than 0
     */
    @Override
    public int compareTo(Address other) {
        return Long.compareUnsigned(value, other.value);
    }

    /**
     * Returns the address in hexadecimal.
     *
     * @return for example {@code 0x100010000}
     */
    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
