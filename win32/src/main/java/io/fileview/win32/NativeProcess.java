package io.fileview.win32;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;

/**
 * The process of this JVM, by the functions of Windows. It remembers what its functions have
 * returned, to release it at its {@link #end}.
 */
final class NativeProcess implements Win32Process {
    private static final NativeFunction SYSTEM_INFO = NativeFunction.of("GetSystemInfo");
    private static final NativeFunction LARGE_PAGE = NativeFunction.of("GetLargePageMinimum");
    private static final int SYSTEM_INFO_SIZE = 48;

    private final FileApi files = new NativeFiles(this);
    private final ObjectApi objects = new NativeObjects(this);
    private final SectionApi sections = new NativeSections(this);
    private final PageApi pages = new NativePages(this);
    private final MemoryApi memory = new NativeMemory(systemInfo().pageSize());

    /** A call that returns an address. */
    interface Making {
        long run();
    }

    /** A call that releases addresses. */
    interface Releasing {
        void run();
    }

    Handle opened(long handle) {
        NativeHoldings.ALL.opened(handle, this);
        return new Handle(handle);
    }

    /** Makes a region, and remembers it until something releases it; or changes one that may be anybody's. */
    Address making(boolean isNew, Making call) {
        synchronized (NativeHoldings.ALL) {
            long address = call.run();
            if (isNew) {
                NativeHoldings.Range range = allocation(address);
                NativeHoldings.ALL.made(range.base(), range.end(), this);
            }
            return new Address(address);
        }
    }

    /** Releases the region that contains an address, or leaves a placeholder there. */
    void releasing(long address, boolean gone, Releasing call) {
        synchronized (NativeHoldings.ALL) {
            NativeHoldings.Range range = gone ? allocation(address) : null;
            call.run();
            if (range != null) {
                NativeHoldings.ALL.gone(range.base(), range.end());
            }
        }
    }

    /** The view or allocation that contains an address; an empty range if there is none. */
    private NativeHoldings.Range allocation(long address) {
        long end = address;
        Address base = null;
        try {
            MemoryBasicInformation run = NativePages.information(address);
            base = run.allocationBase();
            while (base != null && base.equals(run.allocationBase())) {
                end = run.baseAddress().value() + run.regionSize();
                run = NativePages.information(end);
            }
        } catch (Win32Failure beyondTheLastAddress) {
            // The range ends there; one that begins there is empty.
        }
        return new NativeHoldings.Range(base == null ? end : base.value(), end, this);
    }

    @Override
    public FileApi files() {
        return files;
    }

    @Override
    public ObjectApi objects() {
        return objects;
    }

    @Override
    public SectionApi sections() {
        return sections;
    }

    @Override
    public PageApi pages() {
        return pages;
    }

    @Override
    public MemoryApi memory() {
        return memory;
    }

    @Override
    public SystemInfo systemInfo() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(SYSTEM_INFO_SIZE, Long.BYTES);
            SYSTEM_INFO.call(info.address());
            return new SystemInfo(
                    info.get(JAVA_INT, 4),
                    info.get(JAVA_INT, 40),
                    new Address(info.get(JAVA_LONG, 8)),
                    new Address(info.get(JAVA_LONG, 16)),
                    info.get(JAVA_INT, 32));
        }
    }

    @Override
    public long largePageMinimum() {
        return LARGE_PAGE.call();
    }

    @Override
    public int openHandles() {
        return NativeHoldings.ALL.handlesOf(this).size();
    }

    @Override
    public int regions() {
        return NativeHoldings.ALL.rangesOf(this).size();
    }

    @Override
    public void end() {
        synchronized (NativeHoldings.ALL) {
            List<NativeHoldings.Range> ranges = NativeHoldings.ALL.rangesOf(this);
            ranges.forEach(range -> release(range.base(), range.end()));
            for (long handle : NativeHoldings.ALL.handlesOf(this)) {
                quietly(() -> objects.close(new Handle(handle)));
                NativeHoldings.ALL.closed(handle);
            }
        }
    }

    /** A range may have become several allocations: placeholders can be split. */
    private void release(long from, long end) {
        long at = from;
        while (at < end) {
            MemoryBasicInformation run = NativePages.information(at);
            if (run.state() == WinNt.MEM_FREE) {
                at = run.baseAddress().value() + run.regionSize();
                continue;
            }
            NativeHoldings.Range whole = allocation(at);
            long base = Objects.requireNonNull(run.allocationBase()).value();
            quietly(
                    run.type() == WinNt.MEM_PRIVATE
                            ? () -> pages.free(base, 0, WinNt.MEM_RELEASE)
                            : () -> sections.unmap(base));
            at = whole.end();
        }
        NativeHoldings.ALL.gone(from, end);
    }

    /** What cannot be released has been released by something else, or never will be. */
    private static void quietly(FunctionBase.Action action) {
        try {
            action.run();
        } catch (Win32Failure | java.io.IOException e) {
            // The number may be anybody's by now; nothing else can be done about it.
        }
    }
}
