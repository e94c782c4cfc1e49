package io.fileview.cli;

import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The devices whose files are shared memory, as the mounts of this process and of others tell. */
final class TmpfsDevices {
    private final Map<Long, Boolean> isTmpfs = new HashMap<>();
    private final @Nullable Long nameless;

    private TmpfsDevices(@Nullable Long nameless) {
        this.nameless = nameless;
    }

    static TmpfsDevices now(Engine engine) {
        TmpfsDevices devices = new TmpfsDevices(nameless(engine));
        devices.add(Mount.all());
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
                add(Mount.seenBy(holder.pid()));
            }
            isTmpfs.putIfAbsent(file.device(), false);
        }
        return isTmpfs.getOrDefault(file.device(), false)
                ? TopFile.Kind.TMPFS
                : TopFile.Kind.FILE;
    }

    private synchronized void add(List<Mount> mounts) {
        for (Mount mount : mounts) {
            FileId top = FileId.of(mount.device(), 0);
            if (top != null) {
                isTmpfs.put(
                        top.device(),
                        mount.type().equals("tmpfs") || mount.type().equals("devtmpfs"));
            }
        }
    }
}
