package io.fileview.win32;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The state of one case: a process, files, and its named handles and addresses. */
final class CaseWorld implements AutoCloseable {
    private static final AtomicLong TOKENS = new AtomicLong();

    /** Beyond what a process can have. */
    private static final Address KERNEL = new Address(0xFFFF_8000_0000_0000L);

    /**
     * Windows flags that the functions refuse or ignore and that have no constant for this reason.
     */
    private static final Map<String, Integer> OTHER_FLAGS =
            Map.of(
                    "SECTION_EXTEND_SIZE", 0x10,
                    "SECTION_ALL_ACCESS", 0xF001F,
                    "FILE_MAP_LARGE_PAGES", 0x20000000,
                    "FILE_MAP_TARGETS_INVALID", 0x40000000,
                    "FILE_MAP_RESERVE", 0x80000000,
                    "SEC_PROTECTED_IMAGE", 0x2000000,
                    "MEM_WRITE_WATCH", 0x200000,
                    "MEM_PHYSICAL", 0x400000,
                    "MEM_RESET_UNDO", 0x1000000,
                    "MOVEFILE_COPY_ALLOWED", 2);

    final Kernel32 kernel32;
    private final Path directory;
    private final boolean endsProcess;

    /** Stands for the dollar sign in names, so that no two cases use the same. */
    private final String token;
    private final Map<String, Handle> handles = new HashMap<>();
    private final Map<String, Address> addresses = new HashMap<>();

    /** All handles that the case has received, including those whose name was reused. */
    private final List<Handle> given = new ArrayList<>();
    private final List<MemoryRange> mapped = new ArrayList<>();

    /** Creates the state of a case in a simulated process of its own, which ends with the case. */
    CaseWorld(Path directory, Path names, EngineChoice engine) {
        this(directory, Kernel32.open(names, engine), true, newToken());
    }

    /** Creates the state of a case in this process on Windows; what it has left goes at the end. */
    static CaseWorld ofWindows(Path directory, String token) {
        return new CaseWorld(directory, Kernel32.open(), true, token);
    }

    /** Creates the state of the second process of a case. */
    static CaseWorld second(Path directory, Path names, EngineChoice engine, String token) {
        return new CaseWorld(directory, Kernel32.open(names, engine), true, token);
    }

    /** Creates the state of a case in a process that continues afterwards. */
    static CaseWorld within(Kernel32 kernel32, Path directory) {
        return new CaseWorld(directory, kernel32, false, newToken());
    }

    private CaseWorld(Path directory, Kernel32 kernel32, boolean endsProcess, String token) {
        this.directory = directory;
        this.kernel32 = kernel32;
        this.endsProcess = endsProcess;
        this.token = token;
    }

    /** Names last as long as processes, and on Windows they are those of the session. */
    static String newToken() {
        return "orc" + ProcessHandle.current().pid() + "x" + TOKENS.incrementAndGet() + "_";
    }

    String token() {
        return token;
    }

    Path directory() {
        return directory;
    }

    /** The engine under test. */
    static EngineChoice engine() {
        String name = System.getProperty("fileview.test.engine", "auto");
        return new EngineChoice(name.equals("auto") ? null : name);
    }

    Path file(Object name) {
        if ("@kernel32".equals(name)) {
            Path image = directory.resolve("image.exe");
            if (!Files.exists(image)) {
                try {
                    Files.write(image, SampleImage.bytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return image;
        }
        return directory.resolve((String) name);
    }

    String name(Object name) {
        return name == null ? null : ((String) name).replace("$", token);
    }

    void put(Object as, Handle handle) {
        given.add(handle);
        if (as != null) {
            handles.put((String) as, handle);
        }
    }

    void put(Object as, Address address) {
        if (address != null) {
            // What it consists of by now may be released one by one: placeholders can be split.
            mapped.add(new MemoryRange(address, kernel32.virtualQuery(address).regionSize()));
        }
        if (as != null) {
            addresses.put((String) as, address);
        }
    }

    Handle handle(Object name) {
        if (name == null) {
            return null;
        }
        if (name instanceof Long number) {
            return new Handle(number);
        }
        if (name instanceof Map<?, ?> fields) {
            return made(fields);
        }
        if (!handles.containsKey(name)) {
            throw new AssertionError("no handle is named " + name);
        }
        return handles.get(name);
    }

    /** A handle that was closed just now: a number at random may be that of a live one. */
    private Handle made(Map<?, ?> fields) {
        if (!"handle".equals(fields.get("garbage"))) {
            throw new AssertionError("no handle: " + fields);
        }
        Handle handle = kernel32.createEvent(null);
        kernel32.closeHandle(handle);
        return handle;
    }

    /** An address, the first with number 0, at which nothing is mapped. */
    private Address free(long number) {
        return addresses.computeIfAbsent(
                "free " + number,
                key -> {
                    Address address =
                            kernel32.virtualAlloc(
                                    null, 65536, WinNt.MEM_RESERVE, WinNt.PAGE_NOACCESS);
                    kernel32.virtualFree(address, 0, WinNt.MEM_RELEASE);
                    return address;
                });
    }

    @SuppressWarnings("unchecked")
    Address address(Object where) {
        if (where == null) {
            return null;
        }
        if (where instanceof Long number) {
            return new Address(number);
        }
        if (where instanceof String name) {
            return addresses.get(name);
        }
        Map<String, Object> fields = (Map<String, Object>) where;
        if (fields.get("free") instanceof Long number) {
            return free(number);
        }
        if (fields.containsKey("kernel")) {
            return KERNEL;
        }
        Address base = addresses.get(fields.get("view"));
        return (base == null ? Address.NULL : base).plus((long) fields.getOrDefault("plus", 0L));
    }

    /** The base of the named view that an address refers to. */
    @SuppressWarnings("unchecked")
    Address base(Object where) {
        if (where instanceof Map<?, ?> fields && fields.containsKey("view")) {
            return addresses.get(((Map<String, Object>) fields).get("view"));
        }
        return address(where);
    }

    /**
     * Refuses a step that would meet memory which no function has returned. On Windows it may be
     * that of the JVM, which has been given addresses that were free before, or beside the case's.
     */
    void requireNotForeign(Map<String, Object> step) {
        if (kernel32.isSimulated()) {
            return;
        }
        Address at = address(step.containsKey("addr") ? step.get("addr") : step.get("address"));
        if (at == null) {
            return;
        }
        Object size = step.containsKey("length") ? step.get("length") : step.get("size");
        long length = size instanceof Long bytes && bytes > 0 ? bytes : 1;
        for (Address one : List.of(at, at.plus(length - 1))) {
            MemoryBasicInformation there = kernel32.virtualQuery(one);
            if (there != null
                    && there.state() != WinNt.MEM_FREE
                    && !NativeHoldings.ALL.has(one.value())) {
                throw new ForeignMemoryException("the memory at " + one + " is not the case's");
            }
        }
    }

    /** Parses flags: a number, a name, names separated by bars, or a list of these. */
    static int number(Object flags) {
        return switch (flags) {
            case null -> 0;
            case Long number -> (int) (long) number;
            case List<?> list ->
                list.stream().mapToInt(CaseWorld::number).reduce(0, (a, b) -> a | b);
            case String text when text.isBlank() -> 0;
            case String text when text.contains("|") ->
                number(List.of((Object[]) text.split("\\|")));
            case String text when Character.isDigit(text.strip().charAt(0)) ->
                (int) (long) Long.decode(text.strip());
            case String text -> constant(text.strip());
            default -> throw new AssertionError("no flags: " + flags);
        };
    }

    private static int constant(String name) {
        Integer other = OTHER_FLAGS.get(name);
        if (other != null) {
            return other;
        }
        try {
            Field field = WinNt.class.getField(name);
            return field.getInt(null);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("unknown constant " + name, e);
        }
    }

    /** The names of the flags in a number, as they appear in expectations. */
    static String names(int value, String prefix, int mask) {
        List<String> names = new ArrayList<>();
        int left = value & mask;
        for (Field field : WinNt.class.getFields()) {
            try {
                int bit = field.getInt(null);
                if (field.getName().startsWith(prefix) && Integer.bitCount(bit) == 1
                        && (left & bit) != 0) {
                    names.add(field.getName());
                    left &= ~bit;
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return names.isEmpty() ? "0" : String.join("|", names);
    }

    /** Unmaps, frees and closes what the case has left, with the public functions. */
    private void releaseAll() {
        for (MemoryRange range : mapped) {
            Address end = range.virtualAddress().plus(range.numberOfBytes());
            for (Address at = range.virtualAddress(); at.compareTo(end) < 0;) {
                MemoryBasicInformation there = kernel32.virtualQuery(at);
                if (there.type() == WinNt.MEM_PRIVATE) {
                    kernel32.virtualFree(there.allocationBase(), 0, WinNt.MEM_RELEASE);
                } else if (there.state() != WinNt.MEM_FREE) {
                    kernel32.unmapViewOfFile(at);
                }
                at = there.baseAddress().plus(there.regionSize());
            }
        }
        given.stream()
                .filter(handle -> handle != null && !handle.equals(Handle.INVALID_HANDLE_VALUE))
                .forEach(kernel32::closeHandle);
    }

    @Override
    public void close() throws IOException {
        if (endsProcess) {
            kernel32.close();
        } else {
            releaseAll();
        }
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
