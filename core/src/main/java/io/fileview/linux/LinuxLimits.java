package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.proc.MappingRoom;
import io.fileview.proc.MemoryCgroup;
import io.fileview.proc.MemoryLimits;
import io.fileview.spi.Place;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The limits of the operating system and this process, and the exceptions for a limit that was
 * reached.
 */
final class LinuxLimits {
    private static final long RLIMIT_DATA = 2;
    private static final long RLIMIT_NOFILE = 7;
    private static final long RLIMIT_MEMLOCK = 8;
    private static final long RLIMIT_AS = 9;
    private static final long UNKNOWN = -1;
    private static final long KIB = 1024;

    private LinuxLimits() {}

    /**
     * Returns the exception for a range that could not be mapped.
     *
     * @param isPrivate whether the range is writable and private, so that it counts as data
     */
    static MappingException mapFailure(
            Place place, String what, long bytes, boolean isPrivate, long result) {
        if (result != -Errno.ENOMEM) {
            return LinuxErrors.failure(place, "cannot " + what, result);
        }
        Place where = place.withError(Errno.name(result));
        long limit = MemoryLimits.mappingLimit().orElse(UNKNOWN);
        long count = MemoryLimits.mappingCount().orElse(UNKNOWN);
        // The kernel fails at the limit; entries such as [vsyscall] are listed but not counted.
        if (limit > 0 && count >= 0 && count + 2 >= limit) {
            return tooManyMappings(
                    where, what, new MappingRoom.Shortage(limit, count, 0, true));
        }
        long space = resourceLimit(RLIMIT_AS);
        long used = statusKib("VmSize:") * KIB;
        if (space >= 0 && used > 0 && bytes > space - used) {
            return overResourceLimit(
                    where, what, used + " bytes of address space", "RLIMIT_AS", space, used, "v");
        }
        long data = resourceLimit(RLIMIT_DATA);
        long usedData = statusKib("VmData:") * KIB;
        if (isPrivate && data >= 0 && usedData > 0 && bytes > data - usedData) {
            return overResourceLimit(
                    where,
                    what,
                    usedData + " bytes of private writable memory",
                    "RLIMIT_DATA",
                    data,
                    usedData,
                    "d");
        }
        return new MappingLimitException(
                where,
                "cannot "
                        + what
                        + ": the address space, or the memory that the system may commit, has no"
                        + " room for "
                        + bytes
                        + " more bytes (ENOMEM); map less at a time",
                "address space",
                UNKNOWN,
                used == 0 ? UNKNOWN : used, // 0 if /proc cannot be read
                null);
    }

    /**
     * Returns the exception for a call that could not divide an area; empty if that was not the reason.
     * {@code madvise(2)} reports the limit of mappings as EAGAIN, other calls as ENOMEM.
     */
    static Optional<MappingException> divisionFailure(Place place, String what, long result) {
        long limit = MemoryLimits.mappingLimit().orElse(UNKNOWN);
        long count = MemoryLimits.mappingCount().orElse(UNKNOWN);
        return divisionFailure(place, what, result, limit, count);
    }

    static Optional<MappingException> divisionFailure(
            Place place, String what, long result, long limit, long count) {
        boolean isRefused = result == -Errno.EAGAIN || result == -Errno.ENOMEM;
        boolean isCounted = limit >= 0 && count >= 0;
        // Entries such as [vsyscall] are listed but not counted, and other threads unmap meanwhile.
        if (!isRefused || (isCounted && count < limit - limit / 100)) {
            return Optional.empty();
        }
        Place where = place.withError(Errno.name(result));
        if (isCounted) {
            return Optional.of(
                    tooManyMappings(where, what, new MappingRoom.Shortage(limit, count, 0, true)));
        }
        return Optional.of(
                new MappingLimitException(
                        where,
                        "cannot "
                                + what
                                + ", probably because that divides a mapping and the process has as"
                                + " many as vm.max_map_count allows, "
                                + (limit < 0
                                        ? "by default " + MappingRoom.DEFAULT_LIMIT
                                        : String.valueOf(limit))
                                + ", which /proc does not show ("
                                + Errno.name(result)
                                + "); unmap views, use larger ranges, or raise the limit with"
                                + " sysctl vm.max_map_count",
                        "vm.max_map_count",
                        limit,
                        count,
                        null));
    }

    private static MappingLimitException overResourceLimit(
            Place where,
            String what,
            String usage,
            String name,
            long limit,
            long used,
            String option) {
        return new MappingLimitException(
                where,
                "cannot "
                        + what
                        + ": the process uses "
                        + usage
                        + " and "
                        + name
                        + " allows "
                        + limit
                        + " (ENOMEM); unmap views, or raise the limit with ulimit -"
                        + option,
                name,
                limit,
                used,
                null);
    }

    private static MappingLimitException tooManyMappings(
            Place where, String what, MappingRoom.Shortage shortage) {
        return new MappingLimitException(
                where,
                "cannot " + what + ": " + shortage.clause(),
                "vm.max_map_count",
                shortage.limit(),
                shortage.count(),
                null);
    }

    /**
     * Takes room for mappings that a call may add to those of the process, without using up what the
     * JVM needs.
     *
     * @param what what is about to be done, as in "map 10 bytes"
     * @param mappings the number of mappings that the process may have more of afterwards
     * @param lasting how many of them are given back later
     */
    static void leaveRoomForTheJvm(Place place, String what, long mappings, long lasting)
            throws MappingLimitException {
        Optional<MappingRoom.Shortage> shortage =
                MappingRoom.OF_PROCESS.take(mappings, lasting);
        if (shortage.isPresent()) {
            throw tooManyMappings(place, what, shortage.get());
        }
    }

    /** Returns the exception for a range that could not be locked. */
    static MappingException lockFailure(Place place, long bytes, long result) {
        String error = Errno.name(result);
        long limit = resourceLimit(RLIMIT_MEMLOCK);
        long locked = statusKib("VmLck:") * KIB;
        boolean isNoneAllowed = limit == 0 && result == -Errno.EPERM;
        boolean isOverLimit =
                result == -Errno.ENOMEM
                        && limit >= 0
                        && locked + bytes > limit
                        && !UserNamespace.mayLockWithoutLimit();
        if (isNoneAllowed || isOverLimit) {
            return new MappingLimitException(
                    place.withError(error),
                    "cannot lock "
                            + bytes
                            + " bytes in memory: "
                            + locked
                            + " are locked and RLIMIT_MEMLOCK allows "
                            + limit
                            + " ("
                            + error
                            + "); unlock other ranges, or raise the limit with ulimit -l",
                    "RLIMIT_MEMLOCK",
                    limit,
                    locked,
                    null);
        }
        Optional<MappingException> division =
                result == -Errno.ENOMEM
                        ? divisionFailure(place, "lock " + bytes + " bytes in memory", result)
                        : Optional.empty();
        if (division.isPresent()) {
            return division.get();
        }
        String remedy =
                result == -Errno.EPERM
                        ? "; check whether a security module denies it"
                        : Errno.remedy(result);
        String because =
                Denial.of(SystemCall.MLOCK)
                        .or(() -> Denial.of(SystemCall.MLOCK2))
                        .orElse(Errno.inWords(result) + remedy);
        return new MappingException(
                place.withError(error),
                "cannot lock " + bytes + " bytes in memory: " + because,
                null);
    }

    /** Returns the exception for a lock that would end with a killed process instead of an error. */
    static MappingLimitException cgroupFailure(
            Place place, long bytes, MemoryCgroup cgroup, long room) {
        return new MappingLimitException(
                place,
                noRoom(bytes)
                        + "the memory cgroup "
                        + cgroup.directory()
                        + " has room for "
                        + room
                        + " of "
                        + cgroup.limit()
                        + ", besides what is kept for the JVM, so that the kernel would kill a process; lock less, or raise "
                        + cgroup.limitName(),
                cgroup.limitName(),
                cgroup.limit(),
                cgroup.pinned(),
                null);
    }

    /** As {@link #cgroupFailure}, for all processes of the machine together. */
    static MappingLimitException memoryFailure(Place place, long bytes, long room) {
        return new MappingLimitException(
                place,
                noRoom(bytes)
                        + "the machine has room for "
                        + room
                        + ", besides what is kept for the JVM, so that the kernel would kill a"
                        + " process; lock less",
                "memory",
                UNKNOWN,
                UNKNOWN,
                null);
    }

    private static String noRoom(long bytes) {
        return "cannot lock "
                + bytes
                + " bytes in memory: that may take more memory than there is room for, since ";
    }

    static MappingLimitException tooManyOpenFiles(String name, long result) {
        return tooManyOpenFiles(Place.of(name), "cannot be opened", result);
    }

    /** Returns the exception for a call that needed a descriptor when none was left. */
    static MappingLimitException tooManyOpenFiles(Place place, String problem, long result) {
        String error = Errno.name(result);
        if (result == -Errno.ENFILE) {
            return new MappingLimitException(
                    place.withError(error),
                    problem
                            + ": the system has as many open files as fs.file-max allows (ENFILE);"
                            + " close files, or raise the limit with sysctl fs.file-max",
                    "fs.file-max",
                    UNKNOWN,
                    UNKNOWN,
                    null);
        }
        long limit = resourceLimit(RLIMIT_NOFILE);
        return new MappingLimitException(
                place.withError(error),
                problem
                        + ": the process has as many open files as RLIMIT_NOFILE allows"
                        + (limit < 0 ? "" : ", " + limit)
                        + " (EMFILE); close files, or raise the limit with ulimit -n",
                "RLIMIT_NOFILE",
                limit,
                limit,
                null);
    }

    /** Returns the soft limit, or -1 if there is none. */
    private static long resourceLimit(long resource) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pair = arena.allocate(16, 8);
            long result = SystemCalls.call(SystemCall.PRLIMIT, 0, resource, 0, pair.address());
            return result < 0 ? UNKNOWN : pair.get(JAVA_LONG, 0);
        }
    }

    private static long statusKib(String key) {
        try {
            return status(key)
                    .map(line -> line.replace("kB", "").strip())
                    .map(Long::parseLong)
                    .orElse(0L);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Returns what the kernel tells about this process under a key, as in "VmSize:". */
    static Optional<String> status(String key) {
        // Unlike Files.lines, this reader is not closed by an interrupt.
        try (BufferedReader status =
                Files.newBufferedReader(
                        Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            return status.lines()
                    .filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(key.length()).strip());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }
}
