package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs one case in a driver directory of its own, and compares the result of each call. */
final class CaseRun implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();
    private static final Set<String> CALLS =
            Set.of(
                    "MakeFile",
                    "MakeDriverFile",
                    "DeleteFile",
                    "DeleteDriverFile",
                    "FileBytes",
                    "DriverFileBytes",
                    "FileSize",
                    "ReadView",
                    "WriteView",
                    "SameAddress",
                    "NdisOpenFile",
                    "NdisMapFile",
                    "NdisUnmapFile",
                    "NdisCloseFile");

    private final Path elsewhere;
    private final Path drivers;
    private final NdisFiles files;
    private final Map<String, NdisHandle> handles = new HashMap<>();
    private final Map<String, MemorySegment> buffers = new HashMap<>();

    CaseRun(Path directory, String engine) throws IOException {
        elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        drivers = Files.createDirectory(directory.resolve("drivers"));
        files = engine.equals("auto") ? NdisFiles.in(drivers) : NdisFiles.in(drivers, engine);
    }

    /** Whether this class has all calls of a case; a case may mix NDIS with Win32 functions. */
    static boolean canRun(ConformanceCase conformanceCase) {
        return conformanceCase.steps().stream()
                .allMatch(step -> CALLS.contains(ConformanceCase.text(step, "call")));
    }

    void run(ConformanceCase conformanceCase) throws IOException {
        for (int i = 0; i < conformanceCase.steps().size(); i++) {
            Map<String, Object> step = conformanceCase.steps().get(i);
            Map<String, Object> given = perform(step);
            conformanceCase
                    .expectations()
                    .get(i)
                    .forEach(
                            (field, wanted) -> assertThat(matches(wanted, given.get(field)))
                                    .as("%s of %s: wanted %s, was %s", field, step, wanted, given)
                                    .isTrue());
        }
    }

    private static boolean matches(Object wanted, Object given) {
        if (wanted instanceof List<?> any) {
            return any.stream().anyMatch(one -> matches(one, given));
        }
        if (wanted instanceof String text && text.contains("|")) {
            return Set.of(text.split("\\|"))
                    .equals(Set.of(String.valueOf(given).split("\\|")));
        }
        return String.valueOf(wanted).equalsIgnoreCase(String.valueOf(given));
    }

    private Map<String, Object> perform(Map<String, Object> step) throws IOException {
        try {
            return call(step);
        } catch (IrqlViolationException e) {
            return Map.of("irqlViolation", true);
        } catch (IllegalStateException | IllegalArgumentException | NullPointerException e) {
            boolean access = ConformanceCase.text(step, "call").endsWith("View");
            return Map.of(access ? "invalidAccess" : "invalidHandle", true);
        } catch (IndexOutOfBoundsException | UnsupportedOperationException e) {
            return Map.of("fault", "ACCESS_VIOLATION");
        }
    }

    private Map<String, Object> call(Map<String, Object> step) throws IOException {
        return switch (ConformanceCase.text(step, "call")) {
            case "MakeFile" -> make(elsewhere, step);
            case "MakeDriverFile" -> make(drivers, step);
            case "DeleteFile" ->
                Map.of("ret", Files.deleteIfExists(file(elsewhere, step)));
            case "DeleteDriverFile" ->
                Map.of("ret", Files.deleteIfExists(file(drivers, step)));
            case "FileBytes" -> bytes(Files.readAllBytes(file(elsewhere, step)), step);
            case "DriverFileBytes" -> bytes(Files.readAllBytes(file(drivers, step)), step);
            case "FileSize" -> size(file(elsewhere, step));
            case "ReadView" -> read(step);
            case "WriteView" -> write(step);
            case "SameAddress" -> Map.of("same", address(step, "a") == address(step, "b"));
            case "NdisOpenFile" -> atLevel(step, () -> open(step));
            case "NdisMapFile" -> atLevel(step, () -> map(step));
            case "NdisUnmapFile" ->
                atLevel(step, () -> returning(() -> files.ndisUnmapFile(handle(step))));
            case "NdisCloseFile" ->
                atLevel(step, () -> returning(() -> files.ndisCloseFile(handle(step))));
            default -> throw new AssertionError("unknown call " + step);
        };
    }

    private interface Call {
        Map<String, Object> make();
    }

    private static Map<String, Object> atLevel(Map<String, Object> step, Call call) {
        try (Irql.Raised _ = Irql.raise(level(ConformanceCase.text(step, "irql")))) {
            return call.make();
        }
    }

    private static int level(String name) {
        return switch (name) {
            case "null", "PASSIVE_LEVEL" -> Irql.PASSIVE_LEVEL;
            case "APC_LEVEL" -> Irql.APC_LEVEL;
            case "DISPATCH_LEVEL" -> Irql.DISPATCH_LEVEL;
            case "HIGH_LEVEL" -> Irql.HIGH_LEVEL;
            case String number when Character.isDigit(number.charAt(0)) ->
                Math.min(Irql.HIGH_LEVEL, Integer.decode(number)); // 31 on 32-bit Windows
            default -> Irql.DISPATCH_LEVEL + 1; // a device level
        };
    }

    private static Map<String, Object> returning(Runnable call) {
        call.run();
        return Map.of("ret", "void");
    }

    private Map<String, Object> open(Map<String, Object> step) {
        NdisOpenResult result =
                files.ndisOpenFile(
                        ConformanceCase.text(step, "name"),
                        ConformanceCase.number(step, "highestAcceptableAddress"));
        handles.put(ConformanceCase.text(step, "as"), result.handle());
        Map<String, Object> given = status(result.status());
        given.put("handle", result.handle() == null ? "null" : "nonnull");
        if (result.status() == NdisStatus.NDIS_STATUS_SUCCESS) {
            given.put("fileLength", result.fileLength());
        }
        return given;
    }

    private Map<String, Object> map(Map<String, Object> step) {
        NdisMapResult result = files.ndisMapFile(handle(step));
        Map<String, Object> given = status(result.status());
        if (result.buffer() != null) {
            buffers.put(ConformanceCase.text(step, "as"), result.buffer());
        }
        given.put("buffer", result.buffer() == null ? "null" : "nonnull");
        return given;
    }

    private static Map<String, Object> status(int status) {
        Map<String, Object> given = new HashMap<>();
        given.put("status", NdisStatus.nameOf(status));
        given.put("code", "0x%08X".formatted(status));
        return given;
    }

    private NdisHandle handle(Map<String, Object> step) {
        return handles.get(ConformanceCase.text(step, "handle"));
    }

    private MemorySegment segment(Object view) {
        MemorySegment buffer = buffers.get(String.valueOf(view));
        if (buffer == null) {
            throw new IllegalArgumentException("there is no buffer " + view);
        }
        if (!buffer.scope().isAlive()) {
            throw new IllegalStateException("the buffer " + view + " was unmapped");
        }
        return buffer;
    }

    private long address(Map<String, Object> step, String field) {
        return step.get(field) instanceof Map<?, ?> place
                ? segment(place.get("view")).address() + plus(place)
                : segment(step.get(field)).address();
    }

    private static long plus(Map<?, ?> place) {
        return place.get("plus") instanceof Number number ? number.longValue() : 0;
    }

    private MemorySegment at(Map<String, Object> step, long length) {
        if (step.get("addr") instanceof Map<?, ?> place) {
            return segment(place.get("view")).asSlice(plus(place), length);
        }
        return segment(step.get("addr")).asSlice(0, length);
    }

    private Map<String, Object> read(Map<String, Object> step) {
        MemorySegment bytes = at(step, ConformanceCase.number(step, "length"));
        return Map.of("bytes", HEX.formatHex(bytes.toArray(ValueLayout.JAVA_BYTE)));
    }

    private Map<String, Object> write(Map<String, Object> step) {
        byte[] bytes = HEX.parseHex(ConformanceCase.text(step, "hex"));
        at(step, bytes.length).copyFrom(MemorySegment.ofArray(bytes));
        return Map.of("ret", true);
    }

    private static Path file(Path directory, Map<String, Object> step) {
        return directory.resolve(ConformanceCase.text(step, "file"));
    }

    private static Map<String, Object> make(Path directory, Map<String, Object> step)
            throws IOException {
        byte[] bytes = new byte[(int) ConformanceCase.number(step, "size")];
        switch (ConformanceCase.text(step, "fill")) {
            case "seq" -> {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = (byte) (i + (i >> 8));
                }
            }
            case "ff" -> Arrays.fill(bytes, (byte) 0xFF);
            default -> {}
        }
        Files.write(file(directory, step), bytes);
        return Map.of();
    }

    private static Map<String, Object> size(Path file) throws IOException {
        return Files.exists(file)
                ? Map.of("ret", true, "size", Files.size(file))
                : Map.of("ret", "absent", "err", 2); // ERROR_FILE_NOT_FOUND
    }

    private static Map<String, Object> bytes(byte[] all, Map<String, Object> step) {
        int from = (int) Math.min(all.length, ConformanceCase.number(step, "offset"));
        int to = (int) Math.min(all.length, from + ConformanceCase.number(step, "length"));
        return Map.of("bytes", HEX.formatHex(all, from, to));
    }

    @Override
    public void close() {
        files.close();
    }
}
