package io.fileview.labs.containers;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.fileview.labs.common.Processor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.List;

/**
 * Installs a seccomp filter, as container runtimes do, and executes another program in its place. Its
 * first argument lists what is denied, as {@code CALL=ERROR} with commas between; the others are the
 * program.
 */
final class SeccompProgram {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final long MODE_FILTER = 2;

    private static final short LOAD = 0x20;
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int ERROR = 0x00050000;
    private static final int NUMBER = 0;
    private static final int SECOND_ARGUMENT = 24;
    private static final int INSTRUCTION = 8;
    private static final int MOST_A_CALL = 5;

    private final Processor processor;
    private final MemorySegment program;
    private short length;

    private SeccompProgram(Processor processor, MemorySegment program) {
        this.processor = processor;
        this.program = program;
    }

    public static void main(String[] arguments) throws IOException {
        Arena arena = Arena.global();
        List<String> denied = List.of(arguments[0].split(",", -1));
        SeccompProgram filter =
                new SeccompProgram(
                        Processor.current(),
                        arena.allocate(
                                (long) INSTRUCTION * (MOST_A_CALL * denied.size() + 1), 8));
        for (String one : denied) {
            String[] words = one.split("=", 2);
            filter.deny(
                    DeniedCall.valueOf(words[0]), ERROR | DeniedError.valueOf(words[1]).number());
        }
        filter.put(RETURN, 0, ALLOW);
        filter.install(arena);
        execute(arena, Arrays.copyOfRange(arguments, 1, arguments.length));
    }

    private void deny(DeniedCall call, int answer) {
        put(LOAD, 0, NUMBER);
        if (call == DeniedCall.PAGEMAP_SCAN) {
            put(JUMP_IF_EQUAL, 3, call.number(processor));
            put(LOAD, 0, SECOND_ARGUMENT);
            put(JUMP_IF_EQUAL, 1, DeniedCall.PAGEMAP_SCAN_COMMAND);
        } else {
            put(JUMP_IF_EQUAL, 1, call.number(processor));
        }
        put(RETURN, 0, answer);
    }

    /** A jump skips instructions if the values are not equal. */
    private void put(short code, int skipped, int value) {
        long at = (long) INSTRUCTION * length++;
        program.set(JAVA_SHORT, at, code);
        program.set(JAVA_BYTE, at + 3, (byte) skipped);
        program.set(JAVA_INT, at + 4, value);
    }

    /** For this thread only: it is the one that executes the other program. */
    private void install(Arena arena) throws IOException {
        MemorySegment header = arena.allocate(16, 8);
        header.set(JAVA_SHORT, 0, length);
        header.set(ADDRESS, 8, program);
        try {
            MethodHandle prctl =
                    function(
                            "prctl",
                            FunctionDescriptor.of(
                                    JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                    JAVA_LONG));
            int first = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L);
            int second =
                    (int) prctl.invokeExact(
                            PR_SET_SECCOMP, MODE_FILTER, header.address(), 0L, 0L);
            if (first != 0 || second != 0) {
                throw new IOException("the kernel does not accept the filter");
            }
        } catch (IOException failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new LinkageError("prctl could not be called", impossible);
        }
    }

    private static void execute(Arena arena, String... command) throws IOException {
        MemorySegment list = arena.allocate(ADDRESS, command.length + 1L);
        for (int i = 0; i < command.length; i++) {
            list.setAtIndex(ADDRESS, i, arena.allocateFrom(command[i]));
        }
        int result;
        try {
            result =
                    (int) function("execv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS))
                            .invokeExact(list.getAtIndex(ADDRESS, 0), list);
        } catch (Throwable impossible) {
            throw new LinkageError("execv could not be called", impossible);
        }
        throw new IOException(command[0] + " could not be executed: " + result);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
    }
}
