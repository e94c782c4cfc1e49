package io.fileview.win32;

import io.fileview.Views;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The functions on pages. */
abstract class VirtualFunctions extends SectionFunctions {
    private final AllocationCalls allocations;
    private final PageCalls pages;

    VirtualFunctions(ProcessState process) {
        super(process);
        this.allocations = new AllocationCalls(process);
        this.pages = new PageCalls(process);
    }

    /**
     * Tells about the run of equal pages that starts at an address. Pages of a copy-on-write view
     * that have been written are runs of their own.
     *
     * @param lpAddress any address
     * @return what is there; or null with a last error where no program's addresses are
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualquery">VirtualQuery</a>
     */
    public @Nullable MemoryBasicInformation virtualQuery(@Nullable Address lpAddress) {
        return call(() -> pages.query(valueOf(lpAddress)));
    }

    /**
     * Changes the protection of committed pages, within what their view was mapped with.
     *
     * @param lpAddress any address
     * @param dwSize bytes; all pages that they touch are changed
     * @param flNewProtect the protection
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
     * <p><b>Hazard.</b> The limit is the machine's ({@code RLIMIT_MEMLOCK}), not that of the
     * program's working set; beyond it, and where the engine cannot lock, the last error is 1453.
     *
     * @param lpAddress any address of committed pages that can be accessed
     * @param dwSize bytes
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtuallock">VirtualLock</a>
     */
    public boolean virtualLock(@Nullable Address lpAddress, long dwSize) {
        return test(() -> pages.lock(valueOf(lpAddress), dwSize));
    }

    /**
     * Unlocks pages. Where one of them is not locked, none is unlocked, and those that are not locked
     * leave the working set.
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
     * @param lpAddress where, or null for anywhere
     * @param dwSize bytes
     * @param flAllocationType {@code MEM_RESERVE}, {@code MEM_COMMIT} or both
     * @param flProtect the protection
     * @return the first page, or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualalloc">VirtualAlloc</a>
     */
    public @Nullable Address virtualAlloc(
            @Nullable Address lpAddress, long dwSize, int flAllocationType, int flProtect) {
        return call(
                () -> allocations.allocate(
                        valueOf(lpAddress), dwSize, flAllocationType, flProtect));
    }

    /**
     * As {@link #virtualAlloc}, and makes and replaces placeholders.
     *
     * @param process {@link #getCurrentProcess()}, or null for the same
     * @param baseAddress as there
     * @param size as there
     * @param allocationType as there, with {@code MEM_RESERVE_PLACEHOLDER} or {@code
     *     MEM_REPLACE_PLACEHOLDER}
     * @param pageProtection as there; {@code PAGE_NOACCESS} for a placeholder
     * @return the first page, or null with a last error
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
                () -> {
                    requireThisProcess(process);
                    return allocations.allocate2(
                            valueOf(baseAddress), size, allocationType, pageProtection);
                });
    }

    /**
     * Decommits or releases memory, or splits and merges placeholders. Views are not freed so.
     *
     * @param lpAddress where
     * @param dwSize bytes; 0 to release a whole allocation
     * @param dwFreeType {@code MEM_DECOMMIT} or {@code MEM_RELEASE}, the latter with {@code
     *     MEM_PRESERVE_PLACEHOLDER} or {@code MEM_COALESCE_PLACEHOLDERS}
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-virtualfree">VirtualFree</a>
     */
    public boolean virtualFree(@Nullable Address lpAddress, long dwSize, int dwFreeType) {
        return test(() -> allocations.free(valueOf(lpAddress), dwSize, dwFreeType));
    }

    /**
     * Brings parts of views into memory: a hint, which does not add them to the working set. Unlike
     * Windows, waits for the reading.
     *
     * @param virtualAddresses the ranges, one or more, mapped or not
     * @param flags 0
     * @return true, or false with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/memoryapi/nf-memoryapi-prefetchvirtualmemory">PrefetchVirtualMemory</a>
     */
    public boolean prefetchVirtualMemory(List<MemoryRange> virtualAddresses, int flags) {
        return test(() -> pages.prefetch(virtualAddresses, flags));
    }

    /**
     * Tells what the working set has of pages.
     *
     * <p><b>Hazard.</b> The share count is the kernel's where it tells (privileged programs on
     * Linux), and otherwise 1.
     *
     * @param addresses any addresses
     * @return an answer for each, in their order; or null with a last error
     * @see <a
     *     href="https://learn.microsoft.com/windows/win32/api/psapi/nf-psapi-queryworkingsetex">QueryWorkingSetEx</a>
     */
    public @Nullable List<WorkingSetExInformation> queryWorkingSetEx(List<Address> addresses) {
        return call(() -> pages.workingSet(addresses));
    }
}
