package io.fileview.linux;

import java.util.function.BooleanSupplier;

/**
 * Where a range lies in the address space, in whole pages. Apart from the range, so that what unmaps
 * a lost view does not keep it reachable.
 */
final class MappedPages implements BooleanSupplier {
    private volatile long address;
    private volatile long size;

    MappedPages(long address, long size) {
        this.address = address;
        this.size = size;
    }

    long address() {
        return address;
    }

    long size() {
        return size;
    }

    void moved(long newAddress, long newSize) {
        this.address = newAddress;
        this.size = newSize;
    }

    long unmap() {
        return SystemCalls.call(SystemCall.MUNMAP, address, size);
    }

    /** Unmaps pages whose range nobody can reach any more. */
    @Override
    public boolean getAsBoolean() {
        return unmap() >= 0;
    }
}
