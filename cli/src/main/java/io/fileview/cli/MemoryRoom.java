package io.fileview.cli;

import io.fileview.proc.MemoryCgroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * Refuses to bring more into memory than fits: the machine would evict what it has just read, or
 * what others need. Unknown limits, as outside Linux, refuse nothing.
 */
final class MemoryRoom {
    private static final String AVAILABLE = "MemAvailable:";

    private MemoryRoom() {}

    /**
     * Requires room for pages of files.
     *
     * @param missing how many bytes are to be read at most
     * @param resident how many bytes of the same files are in memory and are to stay there
     */
    static void require(long missing, long resident) {
        require(
                missing,
                resident,
                "give fewer files, a range or --max, or --force to read them anyway");
    }

    /** As the other method, with what to do instead. */
    static void require(long missing, long resident, String remedy) {
        if (missing <= 0) {
            return;
        }
        OptionalLong available = available();
        if (available.isPresent() && missing > available.getAsLong() - resident) {
            throw tooMuch(
                    missing,
                    resident,
                    "the machine has only "
                            + Amount.ofBytes(available.getAsLong())
                            + " for it (MemAvailable in /proc/meminfo)",
                    remedy);
        }
        MemoryCgroup group = MemoryCgroup.tightest().orElse(null);
        if (group == null) {
            return;
        }
        // Pages in memory may be charged to another cgroup; those of this one fill it.
        long charged = Math.min(resident, group.evictable());
        if (missing > group.room() - charged) {
            throw tooMuch(
                    missing,
                    resident,
                    "the memory cgroup of this process has only "
                            + Amount.ofBytes(group.room())
                            + " for it ("
                            + group.limitName()
                            + " in "
                            + group.directory()
                            + " is "
                            + Amount.ofBytes(group.limit())
                            + ")",
                    remedy);
        }
    }

    private static CommandFailure tooMuch(
            long missing, long resident, String limit, String remedy) {
        return CommandFailure.failed(
                "up to "
                        + Amount.ofBytes(missing)
                        + " would have to be read"
                        + (resident > 0
                                ? " beside " + Amount.ofBytes(resident)
                                        + " that are in memory already"
                                : "")
                        + ", but "
                        + limit
                        + "; "
                        + remedy);
    }

    /** What the kernel can give to new users without swapping; empty if it does not tell. */
    private static OptionalLong available() {
        try {
            return Files.readString(Path.of("/proc/meminfo"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> line.startsWith(AVAILABLE))
                    .map(line -> line.substring(AVAILABLE.length()).strip().split(" ", 2)[0])
                    .mapToLong(kib -> Long.parseLong(kib) * 1024)
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
