package io.fileview.proc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.OptionalLong;

/** The resource limits of this process, and what it uses of them ({@code getrlimit(2)}). */
public enum ResourceLimits {
    /** The number of open files. What is used is unknown. */
    OPEN_FILES("RLIMIT_NOFILE", "Max open files", ""),
    /** Bytes of address space. */
    ADDRESS_SPACE("RLIMIT_AS", "Max address space", "VmSize:"),
    /** Bytes of private writable memory. */
    DATA("RLIMIT_DATA", "Max data size", "VmData:"),
    /** Bytes locked in memory, of a process without CAP_IPC_LOCK. */
    LOCKED_MEMORY("RLIMIT_MEMLOCK", "Max locked memory", "VmLck:");

    private static final String LIMITS = "/proc/self/limits";
    private static final String STATUS = "/proc/self/status";
    private static final long KIB = 1024;

    private final String symbol;
    private final String line;
    private final String usage;

    ResourceLimits(String symbol, String line, String usage) {
        this.symbol = symbol;
        this.line = line;
        this.usage = usage;
    }

    /** Returns the name of the limit, such as {@code RLIMIT_NOFILE}. */
    public String symbol() {
        return symbol;
    }

    /** Returns the soft limit; empty if there is none, or if it is unknown. */
    public OptionalLong limit() {
        return firstNumber(LIMITS, line, 1);
    }

    /** Returns how many bytes are used; empty if that is unknown. */
    public OptionalLong used() {
        return usage.isEmpty() ? OptionalLong.empty() : firstNumber(STATUS, usage, KIB);
    }

    private static OptionalLong firstNumber(String file, String start, long unit) {
        // Unlike Files.lines, this reader is not closed by an interrupt.
        try (BufferedReader lines =
                Files.newBufferedReader(ProcFiles.at(file), StandardCharsets.ISO_8859_1)) {
            return lines.lines()
                    .filter(each -> each.startsWith(start))
                    .map(each -> each.substring(start.length()).strip().split("\\s+", 2)[0])
                    .mapToLong(number -> Long.parseLong(number) * unit)
                    .findFirst();
        } catch (IOException | UncheckedIOException | NumberFormatException unknown) {
            return OptionalLong.empty();
        }
    }
}
