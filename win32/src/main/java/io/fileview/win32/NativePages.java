package io.fileview.win32;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages and allocations, by the functions of Windows. */
final class NativePages implements PageApi {
    private static final NativeFunction QUERY = NativeFunction.of("VirtualQuery");
    private static final NativeFunction PROTECT = NativeFunction.of("VirtualProtect");
    private static final NativeFunction LOCK = NativeFunction.of("VirtualLock");
    private static final NativeFunction UNLOCK = NativeFunction.of("VirtualUnlock");
    private static final NativeFunction ALLOCATE = NativeFunction.of("VirtualAlloc");
    private static final NativeFunction ALLOCATE_2 = NativeFunction.of("VirtualAlloc2");
    private static final NativeFunction FREE = NativeFunction.of("VirtualFree");
    private static final NativeFunction PREFETCH = NativeFunction.of("PrefetchVirtualMemory");
    private static final NativeFunction WORKING_SET = NativeFunction.of("K32QueryWorkingSetEx");

    private static final long SELF = Handle.INVALID_HANDLE_VALUE.value();

    /** An address or a pointer, and a word about it. */
    private static final int PAIR = 16;

    private final NativeProcess process;

    NativePages(NativeProcess process) {
        this.process = process;
    }

    @Override
    public MemoryBasicInformation query(long address) {
        return information(address);
    }

    static MemoryBasicInformation information(long address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(MemoryBasicInformation.SIZE, Long.BYTES);
            QUERY.nonZero(address, info.address(), MemoryBasicInformation.SIZE);
            long allocation = info.get(JAVA_LONG, 8);
            return new MemoryBasicInformation(
                    new Address(info.get(JAVA_LONG, 0)),
                    allocation == 0 ? null : new Address(allocation),
                    info.get(JAVA_INT, 16),
                    info.get(JAVA_LONG, 24),
                    info.get(JAVA_INT, 32),
                    info.get(JAVA_INT, 36),
                    info.get(JAVA_INT, 40));
        }
    }

    @Override
    public int protect(long address, long size, int protect) {
        return change(address, size, protect);
    }

    static int change(long address, long size, int protect) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment old = arena.allocate(JAVA_INT);
            PROTECT.require(address, size, protect, old.address());
            return old.get(JAVA_INT, 0);
        }
    }

    @Override
    public void lock(long address, long size) {
        LOCK.require(address, size);
    }

    @Override
    public void unlock(long address, long size) {
        UNLOCK.require(address, size);
    }

    @Override
    public Address allocate(long address, long size, int type, int protect) {
        return process.making(
                isNew(address, type), () -> ALLOCATE.nonZero(address, size, type, protect));
    }

    @Override
    public Address allocate2(
            @Nullable Handle of, long address, long size, int type, int protect) {
        return process.making(
                isNew(address, type),
                () -> ALLOCATE_2.nonZero(
                        NativeFiles.valueOf(of), address, size, type, protect, 0, 0));
    }

    /** Without a reservation, what becomes of an address is in a region that is there already. */
    private static boolean isNew(long address, int type) {
        return address == 0 || (type & WinNt.MEM_RESERVE) != 0;
    }

    @Override
    public void free(long address, long size, int type) {
        process.releasing(
                address, type == WinNt.MEM_RELEASE, () -> FREE.require(address, size, type));
    }

    @Override
    public void prefetch(List<MemoryRange> ranges, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entries = arena.allocate(Math.max(1, (long) PAIR * ranges.size()), 8);
            for (int i = 0; i < ranges.size(); i++) {
                entries.set(JAVA_LONG, (long) PAIR * i, ranges.get(i).virtualAddress().value());
                entries.set(JAVA_LONG, (long) PAIR * i + 8, ranges.get(i).numberOfBytes());
            }
            PREFETCH.require(SELF, ranges.size(), entries.address(), flags);
        }
    }

    @Override
    public List<WorkingSetExInformation> workingSet(List<Address> addresses) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pages = arena.allocate(Math.max(1, (long) PAIR * addresses.size()), 8);
            for (int i = 0; i < addresses.size(); i++) {
                pages.set(JAVA_LONG, (long) PAIR * i, addresses.get(i).value());
            }
            WORKING_SET.require(SELF, pages.address(), (long) PAIR * addresses.size());
            List<WorkingSetExInformation> answers = new ArrayList<>();
            for (int i = 0; i < addresses.size(); i++) {
                answers.add(
                        WorkingSetExInformation.of(
                                addresses.get(i), pages.get(JAVA_LONG, (long) PAIR * i + 8)));
            }
            return answers;
        }
    }
}
