package io.fileview.win32;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The calls of a case that concern memory. */
final class MemorySteps {
    private static final int ALL = -1;

    private final CaseWorld world;
    private final Kernel32 k;

    MemorySteps(CaseWorld world) {
        this.world = world;
        this.k = world.kernel32;
    }

    void call(String call, Map<String, Object> step, Map<String, Object> result) {
        Address addr = world.address(step.get("addr"));
        long size = step.get("size") instanceof Long bytes ? bytes : 0;
        world.requireNotForeign(step);
        switch (call) {
            case "CreateFileMapping" -> {
                Object file = step.get("file");
                Handle handle =
                        k.createFileMapping(
                                file == null
                                        ? Handle.INVALID_HANDLE_VALUE
                                        : world.handle(file),
                                CaseWorld.number(step.get("protect")),
                                size,
                                world.name(step.get("name")));
                world.put(step.get("as"), handle);
                result.put("ret", handle == null ? "null" : "nonnull");
            }
            case "OpenFileMapping" -> {
                Handle handle =
                        k.openFileMapping(access(step), world.name(step.get("name")));
                world.put(step.get("as"), handle);
                result.put("ret", handle == null ? "null" : "nonnull");
            }
            case "MapViewOfFile" ->
                mapped(step, result,
                        k.mapViewOfFile(mapping(step), access(step), offset(step), size));
            case "MapViewOfFileEx" ->
                mapped(
                        step,
                        result,
                        k.mapViewOfFileEx(
                                mapping(step),
                                access(step),
                                offset(step),
                                size,
                                world.address(step.get("address"))));
            case "MapViewOfFile3" ->
                mapped(
                        step,
                        result,
                        k.mapViewOfFile3(
                                mapping(step),
                                process(step, null),
                                world.address(step.get("address")),
                                offset(step),
                                size,
                                CaseWorld.number(step.get("allocType")),
                                CaseWorld.number(step.get("protect"))));
            case "UnmapViewOfFile" -> result.put("ret", k.unmapViewOfFile(addr));
            case "UnmapViewOfFileEx" ->
                result.put(
                        "ret", k.unmapViewOfFileEx(addr, CaseWorld.number(step.get("flags"))));
            case "UnmapViewOfFile2" ->
                result.put(
                        "ret",
                        k.unmapViewOfFile2(
                                process(step, k.getCurrentProcess()),
                                addr,
                                CaseWorld.number(step.get("flags"))));
            case "FlushViewOfFile" -> result.put("ret", k.flushViewOfFile(addr, size));
            case "ReadView", "WriteView" -> access(call, step, result, addr);
            case "VirtualAlloc" ->
                mapped(
                        step,
                        result,
                        k.virtualAlloc(
                                addr,
                                size,
                                CaseWorld.number(step.get("type")),
                                CaseWorld.number(step.get("protect"))));
            case "VirtualAlloc2" ->
                mapped(
                        step,
                        result,
                        k.virtualAlloc2(
                                process(step, null),
                                world.address(step.get("address")),
                                size,
                                CaseWorld.number(step.get("allocType")),
                                CaseWorld.number(step.get("protect"))));
            case "VirtualFree" ->
                result.put(
                        "ret", k.virtualFree(addr, size, CaseWorld.number(step.get("type"))));
            case "VirtualProtect" -> {
                Integer old =
                        k.virtualProtect(addr, size, CaseWorld.number(step.get("protect")));
                result.put("ret", old != null);
                result.put("old", old == null ? null : CaseWorld.names(old, "PAGE_", ALL));
            }
            case "VirtualQuery" -> query(step, result, addr);
            case "VirtualLock" -> result.put("ret", k.virtualLock(addr, size));
            case "VirtualUnlock" -> result.put("ret", k.virtualUnlock(addr, size));
            case "PrefetchVirtualMemory" -> prefetch(step, result);
            case "QueryWorkingSetEx" -> workingSet(step, result, addr);
            case "Room" ->
                mapped(
                        step,
                        result,
                        k.virtualAlloc(null, size, WinNt.MEM_RESERVE, WinNt.PAGE_NOACCESS));
            case "Leave" -> {
                Address room = world.address(step.get("as"));
                result.put("ret", k.virtualFree(room, 0, WinNt.MEM_RELEASE));
            }
            default -> throw new AssertionError("unknown call " + call);
        }
    }

    /** What a function is told about the process: what the step says, or what it gets otherwise. */
    private Handle process(Map<String, Object> step, Handle otherwise) {
        return step.containsKey("process") ? world.handle(step.get("process")) : otherwise;
    }

    private Handle mapping(Map<String, Object> step) {
        return world.handle(step.get("mapping"));
    }

    private static int access(Map<String, Object> step) {
        return CaseWorld.number(step.get("access"));
    }

    private static long offset(Map<String, Object> step) {
        return step.get("offset") instanceof Long bytes ? bytes : 0;
    }

    private void mapped(Map<String, Object> step, Map<String, Object> result, Address address) {
        world.put(step.get("as"), address);
        result.put("ret", address == null ? "null" : "nonnull");
        Object asked = step.containsKey("address") ? step.get("address") : step.get("addr");
        result.put("atRequested", null);
        result.put("aligned64k", null);
        if (address != null) {
            result.put("aligned64k", address.value() % 65536 == 0);
            result.put("atRequested", address.equals(world.address(asked)));
        }
    }

    private void access(
            String call, Map<String, Object> step, Map<String, Object> result, Address addr) {
        try {
            if (call.equals("ReadView")) {
                int length = (int) (long) step.get("length");
                result.put("bytes", HexFormat.of().formatHex(k.read(addr, length)));
            } else {
                k.write(addr, CaseSteps.hex(step));
            }
            result.put("ret", true);
        } catch (MemoryFaultException e) {
            result.put(
                    "fault",
                    switch (e) {
                        case AccessViolationException violation -> "ACCESS_VIOLATION";
                        case InPageErrorException error -> "IN_PAGE_ERROR";
                        case GuardPageException guard -> "GUARD_PAGE";
                    });
            result.put("faultAt", e.address().value() - addr.value());
        }
    }

    private void query(Map<String, Object> step, Map<String, Object> result, Address addr) {
        MemoryBasicInformation info = k.virtualQuery(addr);
        result.put("ret", info == null ? 0L : (long) MemoryBasicInformation.SIZE);
        if (info == null) {
            return;
        }
        Address base = world.base(step.get("addr"));
        long from = base == null ? 0 : base.value();
        result.put("baseDelta", info.baseAddress().value() - from);
        result.put(
                "allocBaseDelta",
                info.allocationBase() == null ? null : info.allocationBase().value() - from);
        result.put("regionSize", info.regionSize());
        result.put(
                "state",
                CaseWorld.names(
                        info.state(),
                        "MEM_",
                        WinNt.MEM_COMMIT | WinNt.MEM_RESERVE | WinNt.MEM_FREE));
        result.put("protect", CaseWorld.names(info.protect(), "PAGE_", ALL));
        result.put("allocProtect", CaseWorld.names(info.allocationProtect(), "PAGE_", ALL));
        result.put(
                "type",
                switch (info.type()) {
                    case WinNt.MEM_MAPPED -> "MEM_MAPPED";
                    case WinNt.MEM_IMAGE -> "MEM_IMAGE";
                    case WinNt.MEM_PRIVATE -> "MEM_PRIVATE";
                    default -> "0";
                });
    }

    @SuppressWarnings("unchecked")
    private void prefetch(Map<String, Object> step, Map<String, Object> result) {
        List<Map<String, Object>> ranges =
                (List<Map<String, Object>>) step.getOrDefault("ranges", List.of());
        List<MemoryRange> wanted =
                ranges.stream()
                        .map(
                                range -> {
                                    Address at = world.address(range.get("addr"));
                                    return new MemoryRange(
                                            at == null ? Address.NULL : at,
                                            (long) range.get("size"));
                                })
                        .toList();
        result.put(
                "ret", k.prefetchVirtualMemory(wanted, CaseWorld.number(step.get("flags"))));
    }

    /** A buffer of 0 bytes is one for no addresses. */
    private void workingSet(Map<String, Object> step, Map<String, Object> result, Address addr) {
        boolean none = Long.valueOf(0).equals(step.get("bytes"));
        List<WorkingSetExInformation> answers =
                k.queryWorkingSetEx(
                        none ? List.of() : List.of(addr == null ? Address.NULL : addr));
        result.put("ret", answers != null);
        if (answers != null && !answers.isEmpty()) {
            WorkingSetExInformation page = answers.getFirst();
            result.put("valid", page.valid() ? 1L : 0L);
            result.put("shareCount", (long) page.shareCount());
            result.put("shared", page.shared() ? 1L : 0L);
            result.put("locked", page.locked() ? 1L : 0L);
            result.put("largePage", page.largePage() ? 1L : 0L);
            result.put(
                    "win32Protection", CaseWorld.names(page.win32Protection(), "PAGE_", ALL));
        }
    }
}
