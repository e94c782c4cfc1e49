package io.fileview.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The user namespace of this process ({@code user_namespaces(7)}). */
final class UserNamespace {
    /** The bit of {@code CAP_IPC_LOCK} ({@code capabilities(7)}). */
    private static final int IPC_LOCK = 14;

    /** Whether the namespace has every user and every group of the machine. */
    static final boolean HAS_ALL_IDS = hasAllIds(Path.of("/proc/self"));

    private UserNamespace() {}

    /**
     * Returns whether the process may lock as much memory as it likes. A capability that it has in a
     * namespace of its own does not count ({@code mlock(2)}). False where there is no {@code /proc}.
     */
    static boolean mayLockWithoutLimit() {
        return HAS_ALL_IDS
                && LinuxLimits.status("CapEff:")
                        .map(mask -> Long.parseUnsignedLong(mask, 16) >>> IPC_LOCK & 1)
                        .orElse(0L) == 1;
    }

    /**
     * Returns whether a process has every user and every group of the machine, as each has where the
     * kernel has no user namespaces. False where there is no {@code /proc}.
     *
     * @param process the directory of the process in {@code /proc}
     */
    static boolean hasAllIds(Path process) {
        return hasAll(process, "uid_map") && hasAll(process, "gid_map");
    }

    private static boolean hasAll(Path process, String map) {
        try {
            return Files.readString(process.resolve(map))
                    .strip()
                    .matches("0\\s+0\\s+4294967295");
        } catch (NoSuchFileException withoutMap) {
            return Files.exists(process.resolve("status"));
        } catch (IOException unknown) {
            return false;
        }
    }
}
