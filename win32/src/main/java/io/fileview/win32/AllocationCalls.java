package io.fileview.win32;

import static io.fileview.win32.WinNt.MEM_COALESCE_PLACEHOLDERS;
import static io.fileview.win32.WinNt.MEM_COMMIT;
import static io.fileview.win32.WinNt.MEM_DECOMMIT;
import static io.fileview.win32.WinNt.MEM_PRESERVE_PLACEHOLDER;
import static io.fileview.win32.WinNt.MEM_RELEASE;
import static io.fileview.win32.WinNt.MEM_REPLACE_PLACEHOLDER;
import static io.fileview.win32.WinNt.MEM_RESERVE;
import static io.fileview.win32.WinNt.MEM_RESERVE_PLACEHOLDER;

import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.util.Objects;

/** Reserves, commits and frees memory, and manages placeholders. */
final class AllocationCalls {
    private final ProcessState process;
    private final AddressSpace space;

    AllocationCalls(ProcessState process) {
        this.process = process;
        this.space = process.space();
    }

    /** {@code VirtualAlloc}, which does not support placeholders. */
    Address allocate(long address, long size, int type, int protect) throws IOException {
        int known =
                MEM_COMMIT | MEM_RESERVE | WinNt.MEM_RESET | WinNt.MEM_TOP_DOWN
                        | WinNt.MEM_LARGE_PAGES;
        if ((type & ~known) != 0) {
            throw Status.INVALID_PARAMETER.failure();
        }
        return allocate2(address, size, type, protect);
    }

    /** {@code VirtualAlloc2}. */
    Address allocate2(long address, long size, int type, int protect) throws IOException {
        requireType(type);
        boolean overflows = address < 0 || size <= 0 || address + size < 0;
        if (overflows || address + size - 1 > AddressSpace.HIGHEST) {
            throw size > AddressSpace.HIGHEST
                    ? Status.NO_MEMORY.failure()
                    : Status.INVALID_PARAMETER.failure();
        }
        PageProtection.requirePage(protect);
        if ((type & WinNt.MEM_LARGE_PAGES) != 0) {
            throw Status.PRIVILEGE_NOT_HELD.failure();
        }
        return space.changing(() -> {
            if ((type & MEM_RESERVE_PLACEHOLDER) != 0) {
                return placeholder(address, size, protect);
            }
            if ((type & MEM_REPLACE_PLACEHOLDER) != 0) {
                return replace(address, size, type, protect);
            }
            if ((type & MEM_RESERVE) != 0 || (address == 0 && (type & MEM_COMMIT) != 0)) {
                return reserve(address, size, type, protect);
            }
            return commit(address, size, type, protect);
        });
    }

    private static void requireType(int type) {
        int known =
                MEM_COMMIT | MEM_RESERVE | MEM_RESERVE_PLACEHOLDER | MEM_REPLACE_PLACEHOLDER
                        | WinNt.MEM_RESET | WinNt.MEM_TOP_DOWN | WinNt.MEM_LARGE_PAGES;
        int what = type & ~WinNt.MEM_TOP_DOWN;
        boolean reset = (type & WinNt.MEM_RESET) != 0;
        boolean bad =
                (type & ~known) != 0
                        || (type & (MEM_COMMIT | MEM_RESERVE | WinNt.MEM_RESET)) == 0
                        || (reset && what != WinNt.MEM_RESET)
                        || ((type & MEM_RESERVE_PLACEHOLDER) != 0
                                && what != (MEM_RESERVE | MEM_RESERVE_PLACEHOLDER))
                        || ((type & MEM_REPLACE_PLACEHOLDER) != 0 && (type & MEM_RESERVE) == 0);
        if (bad) {
            throw Status.INVALID_PARAMETER.failure();
        }
    }

    private Address placeholder(long address, long size, int protect) {
        boolean whole = size % AddressSpace.PAGE_SIZE == 0 && AddressSpace.isAligned(address);
        if (protect != WinNt.PAGE_NOACCESS || !whole) {
            throw Status.INVALID_PARAMETER.failure();
        }
        Region region =
                PrivateRegion.placeholder(space.place(address, size), size, process.engine());
        space.put(region);
        return new Address(region.base());
    }

    private Address replace(long address, long size, int type, int protect) throws IOException {
        boolean fits =
                space.at(address) instanceof PrivateRegion region
                        && region.isPlaceholder()
                        && region.base() == address
                        && region.size() == size;
        if (!fits) {
            throw Status.CONFLICTING_ADDRESSES.failure();
        }
        return put(address, size, type, protect, true);
    }

    private Address reserve(long address, long size, int type, int protect) throws IOException {
        long base = address & -AddressSpace.GRANULARITY;
        long end = AddressSpace.toPages(address + size);
        if (address != 0 && base < AddressSpace.LOWEST) {
            throw Status.INVALID_PARAMETER.failure();
        }
        return put(space.place(base, end - base), end - base, type, protect, false);
    }

    private Address put(long base, long size, int type, int protect, boolean replaces)
            throws IOException {
        if (PageProtection.isWriteCopy(protect)) {
            throw Status.INVALID_PAGE_PROTECTION.failure();
        }
        PrivateRegion region =
                PrivateRegion.memory(base, size, protect, replaces, process.engine());
        if ((type & MEM_COMMIT) != 0) {
            region.commit(0, region.pages(), protect);
        }
        space.put(region);
        return new Address(base);
    }

    private Address commit(long address, long size, int type, int protect) throws IOException {
        Region region = space.holding(address, size);
        long from = region.pageOf(address);
        long to = region.pageOf(address + size - 1) + 1;
        Address base = new Address(address & -AddressSpace.PAGE_SIZE);
        if ((type & WinNt.MEM_RESET) != 0) {
            if (region instanceof PrivateRegion) {
                region.requireCommitted(from, to);
            }
            return base;
        }
        switch (region) {
            case ViewRegion view -> commit(view, from, to, protect);
            case PrivateRegion memory -> {
                if (memory.isPlaceholder()) {
                    throw Status.CONFLICTING_ADDRESSES.failure();
                }
                memory.commit(from, to, memory.checked(protect));
            }
            default -> throw new IllegalStateException("unknown kind of region");
        }
        return base;
    }

    private static void commit(ViewRegion view, long from, long to, int protect)
            throws IOException {
        if (!view.section().isMemory()) {
            throw Status.ACCESS_DENIED.failure();
        }
        view.commit(from, to, view.checked(protect));
    }

    void free(long address, long size, int type) throws IOException {
        int what = type & (MEM_DECOMMIT | MEM_RELEASE);
        int option = type & ~(MEM_DECOMMIT | MEM_RELEASE);
        boolean known =
                option == 0
                        || (what == MEM_RELEASE
                                && (option == MEM_COALESCE_PLACEHOLDERS
                                        || option == MEM_PRESERVE_PLACEHOLDER));
        boolean partly =
                what == MEM_RELEASE
                        && (option == MEM_COALESCE_PLACEHOLDERS) == (size == 0)
                        && option != MEM_PRESERVE_PLACEHOLDER;
        if (Integer.bitCount(what) != 1 || !known || partly || size < 0 || address < 0) {
            throw Status.INVALID_PARAMETER.failure();
        }
        space.changing(
                () -> {
                    if (option == MEM_COALESCE_PLACEHOLDERS) {
                        coalesce(address, size);
                        return true;
                    }
                    Region region = space.at(address);
                    if (region == null) {
                        throw Status.MEMORY_NOT_ALLOCATED.failure();
                    }
                    if (!(region instanceof PrivateRegion memory)) {
                        throw Status.UNABLE_TO_DELETE_SECTION.failure();
                    }
                    if (size > region.end() - address) {
                        throw Status.UNABLE_TO_FREE_VM.failure();
                    }
                    if (option == MEM_PRESERVE_PLACEHOLDER) {
                        preserve(memory, address, size);
                    } else if (what == MEM_RELEASE) {
                        release(memory, address);
                    } else {
                        decommit(memory, address, size);
                    }
                    return true;
                });
    }

    private void release(PrivateRegion memory, long address) {
        if (memory.pageOf(address) != 0) {
            throw Status.FREE_VM_NOT_AT_BASE.failure();
        }
        space.remove(memory);
        memory.release();
    }

    private static void decommit(PrivateRegion memory, long address, long size)
            throws IOException {
        if (memory.isPlaceholder()) {
            throw Status.CONFLICTING_ADDRESSES.failure();
        }
        if (size == 0 && memory.pageOf(address) != 0) {
            throw Status.FREE_VM_NOT_AT_BASE.failure();
        }
        long end = size == 0 ? memory.end() : address + size;
        memory.decommit(memory.pageOf(address), memory.pageOf(end - 1) + 1);
    }

    /** Splits a placeholder, or turns memory that replaced a placeholder back into one. */
    private void preserve(PrivateRegion memory, long address, long size) {
        boolean pages =
                size > 0
                        && size % AddressSpace.PAGE_SIZE == 0
                        && address % AddressSpace.PAGE_SIZE == 0;
        if (!pages) {
            throw Status.INVALID_PARAMETER.failure();
        }
        boolean whole = memory.base() == address && memory.size() == size;
        boolean fits = memory.isPlaceholder() ? !whole : memory.replacedPlaceholder() && whole;
        if (!fits) {
            throw Status.CONFLICTING_ADDRESSES.failure();
        }
        space.remove(memory);
        memory.release();
        putPlaceholder(memory.base(), address);
        putPlaceholder(address, address + size);
        putPlaceholder(address + size, memory.end());
    }

    private void putPlaceholder(long from, long to) {
        if (from < to) {
            space.put(PrivateRegion.placeholder(from, to - from, process.engine()));
        }
    }

    private void coalesce(long address, long size) {
        long at = address;
        int count = 0;
        while (at < address + size) {
            boolean fits =
                    space.at(at) instanceof PrivateRegion region
                            && region.isPlaceholder()
                            && region.base() == at;
            if (!fits) {
                throw Status.CONFLICTING_ADDRESSES.failure();
            }
            at = Objects.requireNonNull(space.at(at)).end();
            count++;
        }
        if (count < 2 || at != address + size) {
            throw Status.CONFLICTING_ADDRESSES.failure();
        }
        for (at = address; at < address + size;) {
            Region part = Objects.requireNonNull(space.at(at));
            at = part.end();
            space.remove(part);
            part.release();
        }
        putPlaceholder(address, address + size);
    }
}
