package io.fileview.win32;

import java.io.IOException;
import java.time.Duration;

/** A simulated process: its functions, on one state. */
final class SimulatedProcess implements Win32Process {
    /** That of 64-bit Windows on x86-64. */
    private static final long LARGE_PAGE = 2 << 20;

    private final ProcessState state;
    private final FileApi files;
    private final ObjectApi objects;
    private final SectionApi sections;
    private final PageApi pages;
    private final MemoryApi memory;

    SimulatedProcess(EngineChoice engine, ObjectNamespace names, Duration nameLimit) {
        this.state = ProcessState.of(engine, names, nameLimit);
        SectionCalls calls = new SectionCalls(state);
        this.files = new FileCalls(state);
        this.objects = new SimulatedObjects(state, calls);
        this.sections = new SimulatedSections(state, calls);
        this.pages = new SimulatedPages(state);
        this.memory = new Memory(state.space());
    }

    ProcessState state() {
        return state;
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
        return new SystemInfo(
                AddressSpace.PAGE_SIZE,
                AddressSpace.GRANULARITY,
                new Address(AddressSpace.LOWEST),
                new Address(AddressSpace.HIGHEST),
                Runtime.getRuntime().availableProcessors());
    }

    @Override
    public long largePageMinimum() {
        return LARGE_PAGE;
    }

    @Override
    public int openHandles() {
        return state.handles().size();
    }

    @Override
    public int regions() throws IOException {
        return state.space().reading(() -> state.space().all().size());
    }

    @Override
    public void end() throws IOException {
        state.end();
    }
}
