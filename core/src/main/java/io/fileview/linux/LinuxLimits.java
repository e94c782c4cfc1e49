package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.proc.MappingRoom;
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
    private static final long RLIMIT_NOFILE = 7;
    private static final long RLIMIT_MEMLOCK = 8;
    private static final long RLIMIT_AS = 9;
    private static final long UNKNOWN = -1;
    private static final long KIB = 1024;

    private LinuxLimits() {}

    /** Returns the exception for a range that could not be mapped. */
    static MappingException mapFailure(Place place, String what, long bytes, long result) {
        String error = Errno.name(result);
        Place where = place.withError(error);
        if (result == -Errno.ENOMEM) {
            long limit = MemoryLimits.mappingLimit().orElse(UNKNOWN);
            long count = MemoryLimits.mappingCount().orElse(UNKNOWN);
            // The kernel fails at the limit; entries such as [vsyscall] are listed but not counted.
            if (limit > 0 && count + 2 >= limit) {
                return tooManyMappings(
                        where, what, new MappingRoom.Shortage(limit, count, 0, true));
            }
            long space = resourceLimit(RLIMIT_AS);
            long used = statusKib("VmSize:") * KIB;
            if (space >= 0 && bytes > space - used) {
                return new MappingLimitException(
                        where,
                        "cannot "
                                + what
                                + ": the process uses "
                                + used
                                + " bytes of address space and RLIMIT_AS allows "
                                + space
                                + " (ENOMEM); unmap views or raise the limit with ulimit -v",
                        "RLIMIT_AS",
                        space,
                        used,
                        null);
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
                    used,
                    null);
        }
        return new MappingException(where, "cannot " + what + ": " + error, null);
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
        if (limit >= 0 && (result == -Errno.EPERM || locked + bytes > limit)) {
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
        return new MappingException(
                place.withError(error),
                "cannot lock " + bytes + " bytes in memory: " + error,
                null);
    }

    static MappingLimitException tooManyOpenFiles(String name, long result) {
        String error = Errno.name(result);
        if (result == -Errno.ENFILE) {
            return new MappingLimitException(
                    Place.of(name).withError(error),
                    "cannot be opened: the system has as many open files as fs.file-max allows"
                            + " (ENFILE); close files, or raise the limit with sysctl fs.file-max",
                    "fs.file-max",
                    UNKNOWN,
                    UNKNOWN,
                    null);
        }
        long limit = resourceLimit(RLIMIT_NOFILE);
        return new MappingLimitException(
                Place.of(name).withError(error),
                "cannot be opened: the process has as many open files as RLIMIT_NOFILE allows, "
                        + limit
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
        // Unlike Files.lines, this reader is not closed by an interrupt.
        try (BufferedReader status =
                Files.newBufferedReader(
                        Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            return status.lines()
                    .filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(key.length()).replace("kB", "").strip())
                    .map(Long::parseLong)
                    .orElse(0L);
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return 0;
        }
    }
}
