package io.fileview.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The limit of a memory cgroup that this process is in, of version 1 or 2. A process that needs more
 * memory is killed, where other limits let a call fail.
 *
 * @param directory where the kernel shows the cgroup
 * @param limitName the name of the file that has the limit
 * @param limit the limit in bytes
 * @param pinned how many bytes the cgroup uses that cannot be evicted: locked pages and, without swap
 *     space, memory that is not of files
 */
public record MemoryCgroup(Path directory, String limitName, long limit, long pinned) {
    /** Version 1 shows the absence of a limit as a number close to 2^63. */
    private static final long NO_LIMIT = 1L << 62;

    /** The names of the files of a version, and of the fields of {@code memory.stat}. */
    private enum Version {
        ONE("cgroup", "memory.limit_in_bytes", "total_rss", "total_unevictable"),
        TWO("cgroup2", "memory.max", "anon", "unevictable");

        private final String fileSystem;
        private final String limit;
        private final String anonymous;
        private final String unevictable;

        Version(String fileSystem, String limit, String anonymous, String unevictable) {
            this.fileSystem = fileSystem;
            this.limit = limit;
            this.anonymous = anonymous;
            this.unevictable = unevictable;
        }
    }

    /** Returns the cgroup with the least room; empty if no limit is set or can be found. */
    public static Optional<MemoryCgroup> tightest() {
        return tightest(Path.of("/"));
    }

    /** Returns the same on a machine whose files are below a directory. */
    static Optional<MemoryCgroup> tightest(Path root) {
        List<String> mounts = lines(root.resolve("proc/self/mountinfo"));
        return lines(root.resolve("proc/self/cgroup")).stream()
                .map(line -> line.split(":", 3))
                .filter(fields -> fields.length == 3)
                .flatMap(fields -> cgroups(root, mounts, fields))
                .min(Comparator.comparingLong(MemoryCgroup::room));
    }

    /** Returns how many bytes of files can be locked besides what is pinned. */
    public long room() {
        return Math.max(0, limit - pinned);
    }

    /** Returns the cgroups of a line of {@code /proc/self/cgroup} that have a limit. */
    private static Stream<MemoryCgroup> cgroups(Path root, List<String> mounts, String... line) {
        boolean hasMemory = Arrays.asList(line[1].split(",", -1)).contains("memory");
        Version version = line[0].equals("0") && line[1].isEmpty() ? Version.TWO : Version.ONE;
        if (version == Version.ONE && !hasMemory) {
            return Stream.empty();
        }
        return mounts.stream()
                .map(mount -> mount.split(" ", -1))
                .filter(fields -> isOf(version, fields))
                .limit(1)
                .flatMap(fields -> upwards(root, fields[3], fields[4], line[2]))
                .flatMap(directory -> read(root, version, directory).stream());
    }

    /** A hyphen separates the optional fields from the type, the source and the options. */
    private static boolean isOf(Version version, String... fields) {
        int end = Arrays.asList(fields).indexOf("-");
        return end > 0
                && fields.length > end + 3
                && fields[end + 1].equals(version.fileSystem)
                && (version == Version.TWO
                        || Arrays.asList(fields[end + 3].split(",", -1)).contains("memory"));
    }

    /**
     * Returns the directories of a cgroup and of those above it. A container sees only a part of the
     * tree, which is mounted from a directory of it.
     */
    private static Stream<Path> upwards(
            Path root, String mountedFrom, String mountedAt, String cgroup) {
        Path top = root.resolve(mountedAt.substring(1));
        Path whole = Path.of(cgroup);
        Path part = Path.of(mountedFrom);
        Path below = whole.startsWith(part) ? part.relativize(whole) : Path.of("");
        return Stream.iterate(
                top.resolve(below).normalize(),
                directory -> directory != null && directory.startsWith(top),
                Path::getParent);
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
        return Optional.of(
                new MemoryCgroup(directory, version.limit, limit.getAsLong(), pinned));
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
