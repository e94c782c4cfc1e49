package io.fileview.win32;

import io.fileview.win32.WinError.Status;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The sections and views of a simulated process. NUMA nodes are hints and have no effect. */
final class SimulatedSections implements SectionApi {
    private final SectionCalls sections;
    private final ViewCalls views;

    SimulatedSections(ProcessState process, SectionCalls sections) {
        this.sections = sections;
        this.views = new ViewCalls(process);
    }

    @Override
    public Created create(
            @Nullable Handle file, int protect, long size, @Nullable String name, int node)
            throws IOException {
        return sections.create(file, protect, size, name).created();
    }

    @Override
    public Handle open(int access, @Nullable String name) throws IOException {
        return sections.open(access, name);
    }

    @Override
    public Address map(ViewRequest wanted) throws IOException {
        return views.map(
                new ViewCalls.Mapping(
                        wanted.section(),
                        wanted.base(),
                        wanted.offset(),
                        wanted.size(),
                        PageProtection.ofAccess(wanted.access()),
                        false));
    }

    @Override
    public Address map3(PlacedViewRequest wanted) throws IOException {
        requireThis(wanted.process());
        PageProtection.requirePage(wanted.protect());
        boolean replace = wanted.type() == WinNt.MEM_REPLACE_PLACEHOLDER;
        if (wanted.type() != 0 && wanted.type() != WinNt.MEM_RESERVE && !replace) {
            throw Status.INVALID_PARAMETER.failure();
        }
        return views.map(
                new ViewCalls.Mapping(
                        wanted.section(),
                        wanted.base(),
                        wanted.offset(),
                        wanted.size(),
                        wanted.protect(),
                        replace));
    }

    @Override
    public void unmap(long address) throws IOException {
        views.unmap(address, 0);
    }

    @Override
    public void unmapEx(long address, int flags) throws IOException {
        views.unmap(address, flags);
    }

    @Override
    public void unmap2(@Nullable Handle process, long address, int flags) throws IOException {
        if (process == null) {
            throw Status.INVALID_HANDLE.failure();
        }
        requireThis(process);
        views.unmap(address, flags);
    }

    @Override
    public void flush(long address, long size) throws IOException {
        views.flush(address, size);
    }

    @Override
    public String fileName(long address) throws IOException {
        return views.fileName(address);
    }

    /** Refuses the handle of another process; null is this process. */
    static void requireThis(@Nullable Handle process) {
        if (process != null && !process.equals(Handle.INVALID_HANDLE_VALUE)) {
            throw Status.INVALID_HANDLE.failure();
        }
    }
}
