package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.MappingException;
import io.fileview.MappingException.Place;
import io.fileview.MappingLimitException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The limits of the system and of this process, and which of them stood in the way. */
final class LinuxLimits {
    private static final long RLIMIT_NOFILE = 7;
    private static final long RLIMIT_MEMLOCK = 8;
    private static final long RLIMIT_AS = 9;
    private static final long UNKNOWN = -1;
    private static final long AT_PAGESZ = 6;
    private static final long KIB = 1024;

    private LinuxLimits() {}

    /** Read when first asked for: the service loader makes an engine on every system. */
    private static final class Page {
        static final long SIZE = readPageSize();
    }

    static long pageSize() {
        return Page.SIZE;
    }

    private static long readPageSize() {
        try {
            ByteBuffer pairs =
                    ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
                            .order(ByteOrder.nativeOrder());
            while (pairs.remaining() >= 16) {
                long key = pairs.getLong();
                long value = pairs.getLong();
                if (key == AT_PAGESZ) {
                    return value;
                }
            }
            throw new IllegalStateException("/proc/self/auxv does not tell the page size");
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the page size cannot be read from /proc/self/auxv: mount /proc", e);
        }
    }

    /** Why a range could not be mapped. */
    static MappingException mapFailure(Place place, String what, long bytes, long result) {
        String error = Errno.name(result);
        Place where = place.withError(error);
        if (result == -Errno.ENOMEM) {
            long limit = readNumber("/proc/sys/vm/max_map_count");
            long count = countMappings();
            // The kernel refuses at the limit; entries such as [vsyscall] are listed, not counted.
            if (limit > 0 && count + 2 >= limit) {
                return new MappingLimitException(
                        where,
                        "cannot "
                                + what
                                + ": the process has "
                                + count
                                + " mappings and vm.max_map_count allows "
                                + limit
                                + " (ENOMEM); unmap views, map larger ranges, or raise the limit with"
                                + " sysctl vm.max_map_count",
                        "vm.max_map_count",
                        limit,
                        count,
                        null);
            }
            long space = resourceLimit(RLIMIT_AS);
            long used = statusKib("VmSize:") * KIB;
            if (space >= 0 && used + bytes > space) {
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
                            + ": there is no room for "
                            + bytes
                            + " more bytes, in the address space or in what the system commits to"
                            + " (ENOMEM); map less at a time",
                    "address space",
                    UNKNOWN,
                    used,
                    null);
        }
        return new MappingException(where, "cannot " + what + ": " + error, null);
    }

    /** Why a range could not be locked, where a limit is the reason. */
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
                            + "); unlock others, or raise the limit with ulimit -l",
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
                            + " (ENFILE); close some, or raise the limit",
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
                        + " (EMFILE); close some, or raise the limit with ulimit -n",
                "RLIMIT_NOFILE",
                limit,
                limit,
                null);
    }

    /** The limit in force, or -1 where there is none. */
    private static long resourceLimit(long resource) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pair = arena.allocate(16, 8);
            long result = SystemCalls.call(SystemCall.PRLIMIT, 0, resource, 0, pair.address());
            return result < 0 ? UNKNOWN : pair.get(JAVA_LONG, 0);
        }
    }

    private static long countMappings() {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)) {
            return lines.count();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static long readNumber(String file) {
        // A file of /proc/sys answers one read from its start and no second one: readString makes two.
        try (BufferedReader reader =
                Files.newBufferedReader(Path.of(file), StandardCharsets.ISO_8859_1)) {
            return Long.parseLong(String.valueOf(reader.readLine()).strip());
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }

    private static long statusKib(String key) {
        try (Stream<String> lines =
                Files.lines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith(key))
                    .findFirst()
                    .map(line -> line.substring(key.length()).replace("kB", "").strip())
                    .map(Long::parseLong)
                    .orElse(0L);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
