package io.fileview.win32;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pages and allocations of a simulated process. */
final class SimulatedPages implements PageApi {
    private final PageCalls pages;
    private final AllocationCalls allocations;

    SimulatedPages(ProcessState process) {
        this.pages = new PageCalls(process);
        this.allocations = new AllocationCalls(process);
    }

    @Override
    public MemoryBasicInformation query(long address) throws IOException {
        return pages.query(address);
    }

    @Override
    public int protect(long address, long size, int protect) throws IOException {
        return pages.protect(address, size, protect);
    }

    @Override
    public void lock(long address, long size) throws IOException {
        pages.lock(address, size);
    }

    @Override
    public void unlock(long address, long size) throws IOException {
        pages.unlock(address, size);
    }

    @Override
    public Address allocate(long address, long size, int type, int protect) throws IOException {
        return allocations.allocate(address, size, type, protect);
    }

    @Override
    public Address allocate2(
            @Nullable Handle process, long address, long size, int type, int protect)
            throws IOException {
        SimulatedSections.requireThis(process);
        return allocations.allocate2(address, size, type, protect);
    }

    @Override
    public void free(long address, long size, int type) throws IOException {
        allocations.free(address, size, type);
    }

    @Override
    public void prefetch(List<MemoryRange> ranges, int flags) throws IOException {
        pages.prefetch(ranges, flags);
    }

    @Override
    public List<WorkingSetExInformation> workingSet(List<Address> addresses) throws IOException {
        return pages.workingSet(addresses);
    }
}
