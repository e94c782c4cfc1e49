package io.fileview.win32;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions that operate on pages. */
abstract class VirtualFunctions extends SectionFunctions {
    private final PageApi pages;

    VirtualFunctions(Win32Process process) {
        super(process);
        this.pages = process.pages();
    }

    /**
     * Describes the run of pages with the same attributes that starts at an address. Pages of a
     * copy-on-write view that have been written are separate runs.
     *
     * @param lpAddress any address
     * @return the description, or null with a last error if the address is outside the address
     *     space
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualquery">VirtualQuery</a>
     */
    public @Nullable MemoryBasicInformation virtualQuery(@Nullable Address lpAddress) {
        return call(() -> pages.query(valueOf(lpAddress)));
    }

    /**
     * Changes the protection of committed pages to one that the protection of their view allows.
     *
     * @param lpAddress any address
     * @param dwSize bytes; every page that contains one of them is changed
     * @param flNewProtect the new protection
     * @return the old protection of the first page, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualprotect">VirtualProtect</a>
     */
    public @Nullable Integer virtualProtect(
            @Nullable Address lpAddress, long dwSize, int flNewProtect) {
        return call(() -> pages.protect(valueOf(lpAddress), dwSize, flNewProtect));
    }

    /**
     * Locks pages in memory. One unlock undoes any number of locks.
     *
     * <p><b>Hazard.</b> In a simulated process the limit is that of the operating system ({@code
     * RLIMIT_MEMLOCK}), not the size of the working set. If it is exceeded, or the engine cannot
     * lock pages, the last error is {@code ERROR_WORKING_SET_QUOTA}.
     *
     * @param lpAddress any address of committed, accessible pages
     * @param dwSize bytes
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtuallock">VirtualLock</a>
     */
    public boolean virtualLock(@Nullable Address lpAddress, long dwSize) {
        return test(() -> pages.lock(valueOf(lpAddress), dwSize));
    }

    /**
     * Unlocks pages. If one of them is not locked, none is unlocked, the function fails, and the
     * pages that are not locked leave the working set.
     *
     * @param lpAddress any address
     * @param dwSize bytes
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualunlock">VirtualUnlock</a>
     */
    public boolean virtualUnlock(@Nullable Address lpAddress, long dwSize) {
        return test(() -> pages.unlock(valueOf(lpAddress), dwSize));
    }

    /**
     * Reserves or commits memory, or commits pages of a reserved section for all of its views.
     *
     * @param lpAddress the address, or null to let the system choose
     * @param dwSize bytes
     * @param flAllocationType {@code MEM_RESERVE}, {@code MEM_COMMIT} or both
     * @param flProtect the protection
     * @return the address of the first page, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualalloc">VirtualAlloc</a>
     */
    public @Nullable Address virtualAlloc(
            @Nullable Address lpAddress, long dwSize, int flAllocationType, int flProtect) {
        return call(
                () -> pages.allocate(
                        valueOf(lpAddress), dwSize, flAllocationType, flProtect));
    }

    /**
     * As {@link #virtualAlloc}; it can also create and replace placeholders.
     *
     * @param process {@link #getCurrentProcess()}, or null, which means the same
     * @param baseAddress as there
     * @param size as there
     * @param allocationType as there, with {@code MEM_RESERVE_PLACEHOLDER} or {@code
     *     MEM_REPLACE_PLACEHOLDER}
     * @param pageProtection as there; {@code PAGE_NOACCESS} for a placeholder
     * @return the address of the first page, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualalloc2">VirtualAlloc2</a>
     */
    public @Nullable Address virtualAlloc2(
            @Nullable Handle process,
            @Nullable Address baseAddress,
            long size,
            int allocationType,
            int pageProtection) {
        return call(
                () -> pages.allocate2(
                        process, valueOf(baseAddress), size, allocationType, pageProtection));
    }

    /**
     * Decommits or releases memory, or splits or merges placeholders. It does not unmap views.
     *
     * @param lpAddress the address
     * @param dwSize bytes; 0 to release an entire allocation
     * @param dwFreeType {@code MEM_DECOMMIT} or {@code MEM_RELEASE}, the latter with {@code
     *     MEM_PRESERVE_PLACEHOLDER} or {@code MEM_COALESCE_PLACEHOLDERS}
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualfree">VirtualFree</a>
     */
    public boolean virtualFree(@Nullable Address lpAddress, long dwSize, int dwFreeType) {
        return test(() -> pages.free(valueOf(lpAddress), dwSize, dwFreeType));
    }

    /**
     * Reads parts of views into memory. This is a hint and does not add them to the working set.
     * In a simulated process, the function returns when the pages have been read.
     *
     * @param virtualAddresses one or more ranges, which need not be mapped
     * @param flags 0
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-prefetchvirtualmemory">PrefetchVirtualMemory</a>
     */
    public boolean prefetchVirtualMemory(List<MemoryRange> virtualAddresses, int flags) {
        return test(() -> pages.prefetch(virtualAddresses, flags));
    }

    /**
     * Returns the working-set state of pages.
     *
     * <p><b>Hazard.</b> In a simulated process the share count is that of the kernel if the kernel
     * exposes it (to privileged processes on Linux), and otherwise 1.
     *
     * @param addresses one or more addresses
     * @return one element for each address, in the same order; or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/psapi/nf-psapi-queryworkingsetex">QueryWorkingSetEx</a>
     */
    public @Nullable List<WorkingSetExInformation> queryWorkingSetEx(List<Address> addresses) {
        return call(() -> pages.workingSet(addresses));
    }
}
