package io.fileview.cli;

import io.fileview.proc.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Refuses to lock more memory than RLIMIT_MEMLOCK allows, before any of it has been read. What is
 * unknown refuses nothing here; the system does.
 */
final class LockLimit {
    private LockLimit() {}

    static void require(long bytes) {
        OptionalLong limit = ResourceLimits.LOCKED_MEMORY.limit();
        if (limit.isPresent() && !isPrivileged()) {
            require(bytes, ResourceLimits.LOCKED_MEMORY.used().orElse(0), limit.getAsLong());
        }
    }

    static void require(long bytes, long locked, long limit) {
        if (bytes > limit - locked) {
            throw CommandFailure.failed(
                    Amount.count(bytes, "byte")
                            + " would have to be locked in memory, but RLIMIT_MEMLOCK allows "
                            + Amount.grouped(limit)
                            + " and "
                            + Amount.grouped(locked)
                            + " are locked; hold less, or raise the limit with ulimit -l, or in a"
                            + " systemd unit with LimitMEMLOCK=");
        }
    }

    /** Whether the limit does not count. A capability within a user namespace has no effect on it. */
    private static boolean isPrivileged() {
        try {
            Path map = Path.of("/proc/self/uid_map");
            return Capability.IPC_LOCK.isEffective(true)
                    && (!Files.exists(map)
                            || Files.readString(map).strip().matches("0\\s+0\\s+4294967295"));
        } catch (IOException e) {
            return true; // the system decides
        }
    }
}
