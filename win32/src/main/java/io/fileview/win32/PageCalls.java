package io.fileview.win32;

import io.fileview.ByteRange;
import io.fileview.View;
import io.fileview.pages.Answer;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Queries, protects, locks and prefetches pages. */
final class PageCalls {
    /** Windows stores the count in three bits. */
    private static final int HIGHEST_SHARE_COUNT = 7;

    private final AddressSpace space;

    PageCalls(ProcessState process) {
        this.space = process.space();
    }

    MemoryBasicInformation query(long address) throws IOException {
        if (address < 0 || address > AddressSpace.HIGHEST) {
            throw Status.INVALID_PARAMETER.failure();
        }
        return space.reading(
                () -> {
                    Region region = space.at(address);
                    long page = address & -AddressSpace.PAGE_SIZE;
                    return region == null ? free(page) : describe(region, page);
                });
    }

    private MemoryBasicInformation free(long page) {
        return new MemoryBasicInformation(
                new Address(page),
                null,
                0,
                space.freeEnd(page) - page,
                WinNt.MEM_FREE,
                WinNt.PAGE_NOACCESS,
                0);
    }

    private static MemoryBasicInformation describe(Region region, long address)
            throws IOException {
        synchronized (region) {
            long page = region.pageOf(address);
            boolean committed = region.isCommitted(page);
            return new MemoryBasicInformation(
                    new Address(address),
                    new Address(region.base()),
                    region.allocationProtect(),
                    (region.runEnd(page) - page) * AddressSpace.PAGE_SIZE,
                    region.stateOf(page),
                    committed ? region.protection(page) : 0,
                    region.type());
        }
    }

    /** Sets the protection, and returns the old one of the first page. */
    int protect(long address, long size, int protect) throws IOException {
        PageProtection.requirePage(protect);
        if (size <= 0) {
            throw Status.INVALID_PARAMETER.failure();
        }
        return space.reading(
                () -> {
                    Region region = space.holding(address, size);
                    synchronized (region) {
                        long from = region.pageOf(address);
                        long to = region.pageOf(address + size - 1) + 1;
                        region.requireCommitted(from, to);
                        int old = region.protection(from);
                        region.protect(from, to, region.checked(protect));
                        if (PageProtection.base(protect) == WinNt.PAGE_NOACCESS) {
                            region.leaveWorkingSet(from, to);
                        }
                        return old;
                    }
                });
    }

    void lock(long address, long size) throws IOException {
        space.reading(
                () -> {
                    Region region = accessible(address, size);
                    synchronized (region) {
                        long from = region.pageOf(address);
                        long to = region.pageOf(address + size - 1) + 1;
                        try {
                            region.withMemory(from, to, View::lock);
                        } catch (UnsupportedOperationException e) {
                            // The engine cannot lock pages, as if the process had no quota.
                            throw Status.WORKING_SET_QUOTA.failure();
                        }
                        region.setLocked(from, to, true);
                        region.touch(from, to);
                    }
                    return true;
                });
    }

    private Region accessible(long address, long size) throws IOException {
        Region region = space.at(address);
        if (region == null || size <= 0 || size > region.end() - address) {
            throw size == 0
                    ? Status.INVALID_PARAMETER.failure()
                    : Status.ACCESS_VIOLATION.failure();
        }
        synchronized (region) {
            long to = region.pageOf(address + size - 1) + 1;
            for (long page = region.pageOf(address); page < to; page = region.runEnd(page)) {
                if (!region.isCommitted(page)
                        || !PageProtection.canRead(region.protection(page))
                        || (region.protection(page) & WinNt.PAGE_GUARD) != 0) {
                    throw Status.ACCESS_VIOLATION.failure();
                }
            }
        }
        return region;
    }

    void unlock(long address, long size) throws IOException {
        space.reading(
                () -> {
                    Region region = space.at(address);
                    if (region == null || size <= 0 || size > region.end() - address) {
                        throw size == 0
                                ? Status.INVALID_PARAMETER.failure()
                                : Status.NOT_LOCKED.failure();
                    }
                    synchronized (region) {
                        unlock(
                                region,
                                region.pageOf(address),
                                region.pageOf(address + size - 1) + 1);
                    }
                    return true;
                });
    }

    private static void unlock(Region region, long from, long to) throws IOException {
        boolean all = true;
        for (long page = from; page < to; page++) {
            if (!region.isLocked(page)) {
                all = false;
                region.forget(page, page + 1);
                trim(region, page);
            }
        }
        if (!all) {
            throw Status.NOT_LOCKED.failure();
        }
        region.setLocked(from, to, false);
        region.withMemory(
                from,
                to,
                (memory, at, length) -> MachinePages.without(
                        memory,
                        at,
                        length,
                        page -> isBeside(region, page, at) && region.isLocked(page),
                        View::unlock));
    }

    /** Whether a page of Windows lies in the same memory as an offset. */
    private static boolean isBeside(Region region, long page, long at) {
        return region.isPrivate(page) == region.isPrivate(at / AddressSpace.PAGE_SIZE);
    }

    /** Only a hint: a page that stays in memory is not a failure. */
    private static void trim(Region region, long left) {
        try {
            region.withMemory(
                    left,
                    left + 1,
                    (memory, at, length) -> MachinePages.without(
                            memory,
                            at,
                            length,
                            page -> isBeside(region, page, at)
                                    && (region.isLocked(page) || region.isTouched(page)),
                            View::trim));
        } catch (IOException | UnsupportedOperationException e) {
            // The page stays in the resident set; the region no longer counts it.
        }
    }

    void prefetch(List<MemoryRange> ranges, int flags) throws IOException {
        if (ranges.isEmpty() || flags != 0) {
            throw Status.INVALID_PARAMETER.failure();
        }
        for (MemoryRange range : ranges) {
            space.reading(
                    () -> {
                        prefetch(range);
                        return true;
                    });
        }
    }

    private void prefetch(MemoryRange range) {
        long address = range.virtualAddress().value();
        long left = range.numberOfBytes();
        while (left > 0 && space.at(address) instanceof ViewRegion view) {
            long length = Math.min(left, view.end() - address);
            try {
                view.withShared(
                        view.pageOf(address),
                        view.pageOf(address + length - 1) + 1,
                        (memory, at, bytes) -> memory.prefetch(List.of(new ByteRange(at, bytes))));
            } catch (IOException e) {
                // Only a hint: a page that cannot be read is reported by the access that needs it.
            }
            address += length;
            left -= length;
        }
    }

    List<WorkingSetExInformation> workingSet(List<Address> addresses) throws IOException {
        if (addresses.isEmpty()) {
            throw Status.INFO_LENGTH_MISMATCH.failure();
        }
        List<WorkingSetExInformation> answers = new ArrayList<>();
        for (Address address : addresses) {
            answers.add(space.reading(() -> workingSet(address)));
        }
        return answers;
    }

    private WorkingSetExInformation workingSet(Address address) throws IOException {
        Region region = space.at(address.value());
        if (region != null) {
            synchronized (region) {
                long page = region.pageOf(address.value());
                if (region.isTouched(page) && region.isCommitted(page)) {
                    int[] count = {1};
                    boolean[] gone = {false};
                    region.withMemory(
                            page,
                            page + 1,
                            (memory, at, bytes) -> {
                                PageMap pages = memory.pages(at, bytes);
                                gone[0] = pages.is(PageState.RESIDENT, 0) == Answer.NO;
                                count[0] = Math.clamp(pages.shareCount(0), 1, HIGHEST_SHARE_COUNT);
                            });
                    if (!gone[0]) {
                        return new WorkingSetExInformation(
                                address,
                                true,
                                region.isPrivate(page) ? 0 : count[0],
                                region.protection(page),
                                !region.isPrivate(page),
                                0,
                                region.isLocked(page),
                                false,
                                false);
                    }
                }
            }
        }
        return new WorkingSetExInformation(
                address, false, 0, 0, false, 0, false, false, false);
    }
}
