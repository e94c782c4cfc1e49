package io.fileview.cli;

import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The devices whose files are shared memory, as the mounts of this process and of others tell. */
final class TmpfsDevices {
    private static final Path OWN_MOUNTS = Path.of("/proc/self/mountinfo");

    private final Map<Long, Boolean> isTmpfs = new HashMap<>();
    private final @Nullable Long nameless;

    private TmpfsDevices(@Nullable Long nameless) {
        this.nameless = nameless;
    }

    static TmpfsDevices now(Engine engine) {
        TmpfsDevices devices = new TmpfsDevices(nameless(engine));
        devices.read(OWN_MOUNTS);
        return devices;
    }

    /** The kernel has all memory without a name on a mount of its own, which no list shows. */
    private static @Nullable Long nameless(Engine engine) {
        try (EngineFile memory = engine.openMemory()) {
            FileId id = CachedFile.id(memory);
            return id == null ? null : id.device();
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * Finds out what a file's pages are.
     *
     * @param holders the processes that use it, whose mounts may be others
     */
    synchronized TopFile.Kind kind(FileId file, List<FileHolder> holders) {
        if (nameless != null && nameless == file.device()) {
            return TopFile.Kind.NAMELESS;
        }
        if (!isTmpfs.containsKey(file.device()) && file.hasSyntheticDevice()) {
            for (FileHolder holder : holders.subList(0, Math.min(1, holders.size()))) {
                read(Path.of("/proc/" + holder.pid() + "/mountinfo"));
            }
            isTmpfs.putIfAbsent(file.device(), false);
        }
        return isTmpfs.getOrDefault(file.device(), false)
                ? TopFile.Kind.TMPFS
                : TopFile.Kind.FILE;
    }

    private synchronized void read(Path mountinfo) {
        try {
            add(Files.readString(mountinfo, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return; // it has ended, or may not be inspected
        }
    }

    /** Parses lines such as {@code 36 35 0:25 / /tmp rw shared:1 - tmpfs tmpfs rw}. */
    private void add(String mountinfo) {
        for (String line : mountinfo.split("\n", -1)) {
            String[] words = line.split(" ", 4);
            int type = line.indexOf(" - ");
            if (words.length == 4 && type >= 0 && words[2].matches("[0-9]{1,9}:[0-9]{1,9}")) {
                int colon = words[2].indexOf(':');
                isTmpfs.put(
                        FileId.device(
                                Long.parseLong(words[2].substring(0, colon)),
                                Long.parseLong(words[2].substring(colon + 1))),
                        line.startsWith("tmpfs ", type + 3)
                                || line.startsWith("devtmpfs ", type + 3));
            }
        }
    }
}
