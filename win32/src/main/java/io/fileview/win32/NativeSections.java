package io.fileview.win32;

import static java.lang.foreign.ValueLayout.JAVA_CHAR;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Sections and views, by the functions of Windows. */
final class NativeSections implements SectionApi {
    private static final NativeFunction CREATE = NativeFunction.of("CreateFileMappingW");
    private static final NativeFunction CREATE_NUMA = NativeFunction.of("CreateFileMappingNumaW");
    private static final NativeFunction OPEN = NativeFunction.of("OpenFileMappingW");
    private static final NativeFunction MAP = NativeFunction.of("MapViewOfFileEx");
    private static final NativeFunction MAP_NUMA = NativeFunction.of("MapViewOfFileExNuma");
    private static final NativeFunction MAP_3 = NativeFunction.of("MapViewOfFile3");
    private static final NativeFunction UNMAP = NativeFunction.of("UnmapViewOfFile");
    private static final NativeFunction UNMAP_EX = NativeFunction.of("UnmapViewOfFileEx");
    private static final NativeFunction UNMAP_2 = NativeFunction.of("UnmapViewOfFile2");
    private static final NativeFunction FLUSH = NativeFunction.of("FlushViewOfFile");
    private static final NativeFunction FILE_NAME = NativeFunction.of("K32GetMappedFileNameW");

    /** The most characters of a path, with the final zero. */
    private static final int LONGEST_PATH = 32768;

    private final NativeProcess process;

    NativeSections(NativeProcess process) {
        this.process = process;
    }

    @Override
    public Created create(
            @Nullable Handle file, int protect, long size, @Nullable String name, int node) {
        long handle = NativeFiles.valueOf(file);
        long high = size >>> 32;
        long low = size & 0xFFFF_FFFFL;
        try (Arena arena = Arena.ofConfined()) {
            long wide = NativeObjects.wide(name, arena);
            return NativeObjects.created(
                    process,
                    node == WinNt.NUMA_NO_PREFERRED_NODE
                            ? CREATE.call(handle, 0, protect, high, low, wide)
                            : CREATE_NUMA.call(handle, 0, protect, high, low, wide, node));
        }
    }

    @Override
    public Handle open(int access, @Nullable String name) {
        try (Arena arena = Arena.ofConfined()) {
            return process.opened(OPEN.nonZero(access, 0, NativeObjects.wide(name, arena)));
        }
    }

    @Override
    public Address map(ViewRequest wanted) {
        long section = NativeFiles.valueOf(wanted.section());
        long high = wanted.offset() >>> 32;
        long low = wanted.offset() & 0xFFFF_FFFFL;
        return process.making(
                true,
                () -> wanted.node() == WinNt.NUMA_NO_PREFERRED_NODE
                        ? MAP.nonZero(
                                section, wanted.access(), high, low, wanted.size(), wanted.base())
                        : MAP_NUMA.nonZero(
                                section,
                                wanted.access(),
                                high,
                                low,
                                wanted.size(),
                                wanted.base(),
                                wanted.node()));
    }

    @Override
    public Address map3(PlacedViewRequest wanted) {
        return process.making(
                true,
                () -> MAP_3.nonZero(
                        NativeFiles.valueOf(wanted.section()),
                        NativeFiles.valueOf(wanted.process()),
                        wanted.base(),
                        wanted.offset(),
                        wanted.size(),
                        wanted.type(),
                        wanted.protect(),
                        0,
                        0));
    }

    @Override
    public void unmap(long address) {
        process.releasing(address, true, () -> UNMAP.require(address));
    }

    @Override
    public void unmapEx(long address, int flags) {
        process.releasing(address, isGone(flags), () -> UNMAP_EX.require(address, flags));
    }

    @Override
    public void unmap2(@Nullable Handle of, long address, int flags) {
        process.releasing(
                address,
                isGone(flags),
                () -> UNMAP_2.require(NativeFiles.valueOf(of), address, flags));
    }

    /** Whether nothing is left where the view was. */
    private static boolean isGone(int flags) {
        return (flags & WinNt.MEM_PRESERVE_PLACEHOLDER) == 0;
    }

    @Override
    public void flush(long address, long size) {
        FLUSH.require(address, size);
    }

    @Override
    public String fileName(long address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate((long) LONGEST_PATH * Character.BYTES);
            int length =
                    (int) FILE_NAME.call(
                            Handle.INVALID_HANDLE_VALUE.value(),
                            address,
                            name.address(),
                            LONGEST_PATH);
            if (length == 0) {
                throw NativeFunction.lastFailure();
            }
            return new String(
                    name.asSlice(0, (long) length * Character.BYTES).toArray(JAVA_CHAR));
        }
    }
}
