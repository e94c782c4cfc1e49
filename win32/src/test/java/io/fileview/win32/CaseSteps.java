package io.fileview.win32;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Makes the calls of a case in one process. */
final class CaseSteps {
    /** A value that no call returns as an error. */
    static final int UNTOUCHED = 0x5EEDED;

    private final CaseWorld world;
    private final Kernel32 k;

    CaseSteps(CaseWorld world) {
        this.world = world;
        this.k = world.kernel32;
    }

    /** Makes the call of a step; returns everything that it told. */
    Map<String, Object> run(Map<String, Object> step) throws IOException {
        k.setLastError(UNTOUCHED);
        Map<String, Object> result = new HashMap<>();
        call(step, result);
        result.putIfAbsent("err", (long) k.getLastError());
        return result;
    }

    private static long size(Map<String, Object> step, String field) {
        Object value = step.get(field);
        return value == null ? 0 : (long) value;
    }

    private void call(Map<String, Object> step, Map<String, Object> result) throws IOException {
        String call = (String) step.get("call");
        switch (call) {
            case "MakeFile" -> makeFile(step);
            case "FileBytes" -> result.put("bytes", fileBytes(step));
            case "FileSize" -> fileSize(step, result);
            case "CreateFile" -> createFile(step, result);
            case "ReadFile" -> {
                byte[] bytes =
                        k.readFile(handle(step), size(step, "offset"), (int) size(step, "length"));
                result.put("ret", bytes != null);
                result.put("bytes", bytes == null ? null : HexFormat.of().formatHex(bytes));
            }
            case "WriteFile" -> {
                Integer written = k.writeFile(handle(step), size(step, "offset"), hex(step));
                result.put("ret", written != null);
                result.put("written", written == null ? 0L : (long) written);
            }
            case "SetEndOfFile" ->
                result.put("ret", k.setEndOfFile(handle(step), size(step, "size")));
            case "FlushFileBuffers" -> result.put("ret", k.flushFileBuffers(handle(step)));
            case "DeleteFile" ->
                result.put("ret", k.deleteFile(world.file(step.get("file"))));
            case "MoveFileEx" ->
                result.put(
                        "ret",
                        k.moveFileEx(
                                world.file(step.get("from")),
                                world.file(step.get("to")),
                                CaseWorld.number(step.get("flags"))));
            case "CopyFile" ->
                result.put(
                        "ret",
                        k.copyFile(
                                world.file(step.get("from")), world.file(step.get("to")), false));
            case "CloseHandle" -> result.put("ret", k.closeHandle(handle(step)));
            case "DuplicateHandle" -> {
                Handle duplicate =
                        k.duplicateHandle(
                                handle(step),
                                CaseWorld.number(step.get("access")),
                                step.containsKey("access") ? 0 : WinNt.DUPLICATE_SAME_ACCESS);
                world.put(step.get("as"), duplicate);
                result.put("ret", duplicate != null);
            }
            case "CreateEvent" -> handle(step, result, k.createEvent(name(step)));
            case "CreateMutex" -> handle(step, result, k.createMutex(name(step)));
            case "CreateSemaphore" -> handle(step, result, k.createSemaphore(name(step)));
            case "CreateWaitableTimer" -> handle(step, result, k.createWaitableTimer(name(step)));
            case "CreateJobObject" -> handle(step, result, k.createJobObject(name(step)));
            case "GetSystemInfo" -> {
                result.put("pageSize", (long) k.getSystemInfo().pageSize());
                result.put(
                        "allocationGranularity",
                        (long) k.getSystemInfo().allocationGranularity());
            }
            case "GetLargePageMinimum" -> result.put("ret", k.getLargePageMinimum());
            case "SameAddress" ->
                result.put(
                        "same",
                        world.address(step.get("a")).equals(world.address(step.get("b"))));
            default -> new MemorySteps(world).call(call, step, result);
        }
    }

    private Handle handle(Map<String, Object> step) {
        return world.handle(step.get("handle"));
    }

    private String name(Map<String, Object> step) {
        return world.name(step.get("name"));
    }

    private void handle(Map<String, Object> step, Map<String, Object> result, Handle handle) {
        world.put(step.get("as"), handle);
        result.put("ret", handle == null ? "null" : "nonnull");
    }

    static byte[] hex(Map<String, Object> step) {
        return HexFormat.of().parseHex((String) step.get("hex"));
    }

    private void makeFile(Map<String, Object> step) throws IOException {
        byte[] bytes = new byte[(int) size(step, "size")];
        switch ((String) step.get("fill")) {
            case "zero" -> {}
            case "ff" -> Arrays.fill(bytes, (byte) 0xFF);
            case "seq" -> {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (i + (i >> 8));
                }
            }
            default -> throw new AssertionError("unknown fill of " + step);
        }
        Files.write(world.file(step.get("file")), bytes);
    }

    private String fileBytes(Map<String, Object> step) throws IOException {
        try (HostFile file = HostFile.open(world.file(step.get("file")), false)) {
            byte[] bytes = new byte[(int) size(step, "length")];
            int read = file.read(size(step, "offset"), bytes, 0, bytes.length);
            return HexFormat.of().formatHex(bytes, 0, read);
        }
    }

    private void fileSize(Map<String, Object> step, Map<String, Object> result) throws IOException {
        Path path = world.file(step.get("file"));
        try {
            result.put("size", Files.size(path));
            result.put("ret", true);
        } catch (NoSuchFileException e) {
            result.put("ret", "absent");
            result.put("err", (long) WinError.ERROR_FILE_NOT_FOUND);
        }
    }

    private void createFile(Map<String, Object> step, Map<String, Object> result) {
        int disposition = CaseWorld.number(step.get("disposition"));
        Handle handle =
                k.createFile(
                        world.file(step.get("file")),
                        CaseWorld.number(step.get("access")),
                        CaseWorld.number(step.get("share")),
                        disposition,
                        CaseWorld.number(step.get("flags")));
        world.put(step.get("as"), handle);
        result.put("ret", handle.equals(Handle.INVALID_HANDLE_VALUE) ? "invalid" : "valid");
    }
}
