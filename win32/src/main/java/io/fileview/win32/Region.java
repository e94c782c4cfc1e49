package io.fileview.win32;

import io.fileview.View;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.util.BitSet;

/**
 * A range of the address space that was mapped or allocated by one call. Page numbers count from
 * its start. Its state is guarded by itself; callers hold the lock of the address space, which
 * keeps it mapped.
 */
abstract class Region {
    private final long base;
    private final long pages;
    private final int allocationProtect;
    private final BitSet touched = new BitSet();
    private final BitSet locked = new BitSet();

    Region(long base, long size, int allocationProtect) {
        this.base = base;
        this.pages = size / AddressSpace.PAGE_SIZE;
        this.allocationProtect = allocationProtect;
    }

    final long base() {
        return base;
    }

    final long pages() {
        return pages;
    }

    final long size() {
        return pages * AddressSpace.PAGE_SIZE;
    }

    final long end() {
        return base + size();
    }

    final int allocationProtect() {
        return allocationProtect;
    }

    final boolean contains(long address) {
        return address >= base && address < end();
    }

    final long pageOf(long address) {
        return (address - base) / AddressSpace.PAGE_SIZE;
    }

    /** {@code MEM_MAPPED}, {@code MEM_IMAGE} or {@code MEM_PRIVATE}. */
    abstract int type();

    abstract boolean isCommitted(long page) throws IOException;

    /** The protection of a committed page. */
    abstract int protection(long page);

    /** The first page after the run of pages that have the same attributes as this one. */
    abstract long runEnd(long page) throws IOException;

    /** Sets the protection of committed pages. The protection has been {@link #checked}. */
    abstract void protect(long from, long to, int protect);

    /** Refuses a protection that the region does not allow; returns the one that takes effect. */
    abstract int checked(int protect);

    abstract boolean isPrivate(long page);

    /** Reads within one page, whose protection allows it. */
    abstract void read(long offset, byte[] into, int from, int length) throws IOException;

    /** Writes within one page, whose protection allows it. */
    abstract void write(long offset, byte[] bytes, int from, int length) throws IOException;

    /** Prepares a write: makes a copy-on-write page private. */
    abstract void prepareWrite(long page) throws IOException;

    /** Applies an operation of the core to the memory behind a range of pages. */
    abstract void withMemory(long from, long to, MemoryAction action) throws IOException;

    /** An operation of the core on part of a view. */
    interface MemoryAction {
        void on(View view, long offset, long length) throws IOException;
    }

    /** Frees all resources. The region has been removed from its address space. */
    abstract void release();

    final synchronized int stateOf(long page) throws IOException {
        return isCommitted(page) ? WinNt.MEM_COMMIT : WinNt.MEM_RESERVE;
    }

    /** Checks the access to one page, and records that the page was accessed. */
    final synchronized void access(long address, boolean write) throws IOException {
        long page = pageOf(address);
        if (!isCommitted(page)) {
            throw new AccessViolationException(address, write, "the page is not committed");
        }
        int protect = protection(page);
        if ((protect & WinNt.PAGE_GUARD) != 0) {
            protect(page, page + 1, protect & ~WinNt.PAGE_GUARD);
            throw new GuardPageException(address, write,
                    "the page is a guard page, and this access has removed the guard");
        }
        if (write ? !PageProtection.canWrite(protect) : !PageProtection.canRead(protect)) {
            throw new AccessViolationException(
                    address, write,
                    "the page has the protection 0x" + Integer.toHexString(protect));
        }
        if (write) {
            prepareWrite(page);
        }
        if (!touched.get((int) page)) {
            touched.set((int) page);
        }
    }

    final synchronized void requireCommitted(long from, long to) throws IOException {
        for (long page = from; page < to; page = runEnd(page)) {
            if (!isCommitted(page)) {
                throw Status.NOT_COMMITTED.failure();
            }
        }
    }

    final synchronized boolean isTouched(long page) {
        return touched.get((int) page);
    }

    final synchronized void touch(long from, long to) {
        touched.set((int) from, (int) to);
    }

    /** Records that pages are no longer accessed: an access of them faults first. */
    final synchronized void leaveWorkingSet(long from, long to) {
        touched.clear((int) from, (int) to);
    }

    final synchronized void forget(long from, long to) {
        touched.clear((int) from, (int) to);
        locked.clear((int) from, (int) to);
    }

    final synchronized boolean isLocked(long page) {
        return locked.get((int) page);
    }

    final synchronized void setLocked(long from, long to, boolean lock) {
        locked.set((int) from, (int) to, lock);
    }
}
