package io.fileview.proc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much memory this process may still take before the kernel ends it or another one: what the
 * machine has, and what each memory cgroup of the process allows, of version 1 or 2. Pages of files
 * count as free, because the kernel evicts them. Unaffected by interrupts of the calling thread.
 */
public final class AvailableMemory {
    private static final long KIB = 1024;

    /** Version 1 has no word for a missing limit, but a number that is larger than any memory. */
    private static final long NO_LIMIT = 1L << 60;

    private static final long SMALLEST_RESERVE = 32L << 20;
    private static final long LARGEST_RESERVE = 64L << 20;

    private AvailableMemory() {}

    /** Returns how many of the last bytes below a limit are kept for the JVM, which is killed without. */
    public static long reserve(long limit) {
        return Math.clamp(limit / 16, SMALLEST_RESERVE, LARGEST_RESERVE);
    }

    /**
     * A limit of memory.
     *
     * @param what what has the limit, such as {@code the memory cgroup /service}
     * @param limit bytes that may be used
     * @param used bytes that are used and that the kernel cannot evict
     */
    public record Limit(String what, long limit, long used) {
        /** Returns the number of bytes that may still be used. */
        public long free() {
            return Math.max(0, limit - used);
        }
    }

    /** Returns the limit that is reached first; empty if none is known. */
    public static Optional<Limit> tightest() {
        return ProcFiles.EXIST ? tightest(Path.of("/")) : Optional.empty();
    }

    /** As {@link #tightest()}, with the files of the kernel in another directory. */
    static Optional<Limit> tightest(Path root) {
        List<Limit> limits = new ArrayList<>();
        machine(root).ifPresent(limits::add);
        for (MemoryGroup group : MemoryGroup.all(root)) {
            of(root, group).ifPresent(limits::add);
        }
        return limits.stream().min(Comparator.comparingLong(Limit::free));
    }

    /** Returns the memory and swap space of the machine. */
    public static Optional<Limit> machine() {
        return ProcFiles.EXIST ? machine(Path.of("/")) : Optional.empty();
    }

    private static Optional<Limit> machine(Path root) {
        Map<String, Long> figures = figures(root.resolve("proc/meminfo"));
        Long all = figures.get("MemTotal:");
        Long free = figures.get("MemAvailable:");
        if (all == null || free == null) {
            return Optional.empty();
        }
        long swap = figures.getOrDefault("SwapTotal:", 0L);
        long freeSwap = figures.getOrDefault("SwapFree:", 0L);
        return Optional.of(
                new Limit("the machine", (all + swap) * KIB, (all - free + swap - freeSwap) * KIB));
    }

    private static Optional<Limit> of(Path root, MemoryGroup group) {
        Path directory = group.directory();
        String[] names =
                group.isVersion2()
                        ? new String[] {"memory.max", "memory.current", "inactive_file",
                            "active_file"}
                        : new String[] {"memory.limit_in_bytes", "memory.usage_in_bytes",
                            "total_inactive_file", "total_active_file"};
        long limit = number(directory.resolve(names[0]), NO_LIMIT);
        long used = number(directory.resolve(names[1]), -1);
        if (limit >= NO_LIMIT || used < 0) {
            return Optional.empty();
        }
        Map<String, Long> figures = figures(directory.resolve("memory.stat"));
        long files = figures.getOrDefault(names[2], 0L) + figures.getOrDefault(names[3], 0L);
        long swap = group.isVersion2() ? freeSwap(root, directory) : 0;
        return Optional.of(
                new Limit(
                        "the memory cgroup " + group.name(),
                        limit + swap,
                        Math.max(0, used - files)));
    }

    /** Returns the bytes that the group may still swap out, and the machine has room for. */
    private static long freeSwap(Path root, Path group) {
        Path most = group.resolve("memory.swap.max");
        long limit = number(most, Files.exists(most) ? NO_LIMIT : 0);
        long used = number(group.resolve("memory.swap.current"), 0);
        long machine =
                figures(root.resolve("proc/meminfo")).getOrDefault("SwapFree:", 0L) * KIB;
        return Math.clamp(limit - used, 0, machine);
    }

    /** Returns the number in a file, or another value if it has none, such as "max". */
    private static long number(Path file, long otherwise) {
        try (BufferedReader reader = reader(file)) {
            return Long.parseLong(String.valueOf(reader.readLine()).strip());
        } catch (IOException | NumberFormatException e) {
            return otherwise;
        }
    }

    /** Returns the first number of each line that begins with a word and a number. */
    private static Map<String, Long> figures(Path file) {
        Map<String, Long> figures = new HashMap<>();
        try (BufferedReader reader = reader(file)) {
            reader.lines()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(words -> words.length >= 2 && words[1].matches("[0-9]{1,18}"))
                    .forEach(words -> figures.put(words[0], Long.parseLong(words[1])));
        } catch (IOException | UncheckedIOException e) {
            return Map.of();
        }
        return figures;
    }

    /** Unlike {@code Files.lines}, this reader is not closed by an interrupt. */
    static BufferedReader reader(Path file) throws IOException {
        return Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
    }
}
