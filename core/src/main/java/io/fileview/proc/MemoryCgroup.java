package io.fileview.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limit of a memory cgroup that this process is in, of version 1 or 2. A process that needs more
 * memory is killed, where other limits let a call fail.
 *
 * @param directory where the kernel shows the cgroup
 * @param limitName the name of the file that has the limit
 * @param limit the limit in bytes
 * @param pinned how many bytes the cgroup uses that cannot be evicted: locked pages and, without swap
 *     space, memory that is not of files
 * @param evictable how many bytes of files are charged to it and can be evicted unless they are locked
 */
public record MemoryCgroup(
        Path directory, String limitName, long limit, long pinned, long evictable) {
    /** Version 1 shows the absence of a limit as a number close to 2^63. */
    private static final long NO_LIMIT = 1L << 62;

    /** The names of the files of a version, and of the fields of {@code memory.stat}. */
    private enum Version {
        ONE("memory.limit_in_bytes", "total_rss", "total_unevictable", "total_"),
        TWO("memory.max", "anon", "unevictable", "");

        private final String limit;
        private final String anonymous;
        private final String unevictable;
        private final String inactive;
        private final String active;

        Version(String limit, String anonymous, String unevictable, String prefix) {
            this.limit = limit;
            this.inactive = prefix + "inactive_file";
            this.active = prefix + "active_file";
            this.anonymous = anonymous;
            this.unevictable = unevictable;
        }
    }

    /** Returns the cgroup with the least room; empty if no limit is set or can be found. */
    public static Optional<MemoryCgroup> tightest() {
        return ProcFiles.EXIST ? tightest(Path.of("/")) : Optional.empty();
    }

    /** Returns the same on a machine whose files are below a directory. */
    static Optional<MemoryCgroup> tightest(Path root) {
        return MemoryGroup.all(root).stream()
                .flatMap(
                        group -> read(
                                root,
                                group.isVersion2() ? Version.TWO : Version.ONE,
                                group.directory())
                                .stream())
                .min(Comparator.comparingLong(MemoryCgroup::room));
    }

    /** Returns how many bytes of files can be locked besides what is pinned. */
    public long room() {
        return Math.max(0, limit - pinned);
    }

    private static Optional<MemoryCgroup> read(Path root, Version version, Path directory) {
        OptionalLong limit = number(lines(directory.resolve(version.limit)));
        if (limit.isEmpty() || limit.getAsLong() >= NO_LIMIT) {
            return Optional.empty();
        }
        List<String> statistics = lines(directory.resolve("memory.stat"));
        long pinned = field(statistics, version.unevictable);
        if (field(lines(root.resolve("proc/meminfo")), "SwapTotal:") == 0) {
            pinned += field(statistics, version.anonymous);
        }
        long evictable = field(statistics, version.inactive) + field(statistics, version.active);
        return Optional.of(
                new MemoryCgroup(
                        directory, version.limit, limit.getAsLong(), pinned, evictable));
    }

    /** Empty also for the word "max". */
    private static OptionalLong number(List<String> lines) {
        try {
            return lines.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(lines.get(0).strip()));
        } catch (NumberFormatException noLimit) {
            return OptionalLong.empty();
        }
    }

    private static long field(List<String> lines, String name) {
        return lines.stream()
                .map(line -> line.split("\\s+", -1))
                .filter(fields -> fields.length > 1 && fields[0].equals(name))
                .mapToLong(fields -> number(List.of(fields[1])).orElse(0))
                .findFirst()
                .orElse(0);
    }

    /** Not through a channel: an interrupt of the thread would close it. */
    private static List<String> lines(Path file) {
        try (InputStream content = new FileInputStream(file.toFile())) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        } catch (IOException unknown) {
            return List.of();
        }
    }
}
