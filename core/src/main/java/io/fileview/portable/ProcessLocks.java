package io.fileview.portable;

import io.fileview.proc.HeldLocks;
import io.fileview.spi.FileIdentity;
import io.fileview.waiting.RetryPause;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The locks that this process holds on one file. On most operating systems a lock belongs to the
 * process: it does not conflict with another opening in the process, and closing any descriptor of
 * the file releases it. The holders within the process are therefore recorded here, and the
 * descriptors of a locked file are closed only when the process holds no more locks on it. On Windows a
 * lock belongs to the handle, and others are closed at once.
 */
final class ProcessLocks {
    // Other processes do not announce that they have released a lock.
    private static final ConcurrentMap<FileIdentity.Key, ProcessLocks> FILES =
            new ConcurrentHashMap<>();

    private final Map<Long, Held> locks = new HashMap<>(); // guarded by this
    private final List<Runnable> closeLater = new ArrayList<>(); // guarded by this
    private boolean removed; // from FILES; guarded by this

    /** The process's lock on one byte, and its holders within the process. */
    private static final class Held {
        private final FileLock lock;
        private final Set<PortableFile> holders = new HashSet<>();

        /** Whether the operating system has ever listed the lock; null if not asked yet. */
        private @Nullable Boolean listed;

        Held(FileLock lock) {
            this.lock = lock;
        }

        /** A lock that was listed and no longer is has been lost. */
        boolean isHeld(long inode, long position) {
            boolean now = Host.LINUX && HeldLocks.isListed(inode, position);
            if (listed == null) {
                listed = now;
            }
            return lock.isValid() && (now || !listed);
        }
    }

    /** An action that runs under the monitor of a file. */
    private interface Action {
        boolean on(ProcessLocks file) throws IOException;
    }

    private ProcessLocks() {}

    /**
     * Acquires a lock; returns false if that is impossible within the time limit. With a limit of
     * zero, tries once.
     */
    static boolean acquire(
            PortableFile holder, SteadyFile through, long position, boolean shared, Duration limit)
            throws IOException {
        FileIdentity.Key key = holder.identity().key();
        try (RetryPause attempts = new RetryPause(limit)) {
            do {
                if (with(key, file -> file.tryNow(holder, through, position, shared))) {
                    return true;
                }
            } while (attempts.pause());
            return false;
        }
    }

    static void release(PortableFile holder, long position) throws IOException {
        with(holder.identity().key(), file -> file.releaseNow(holder, position));
    }

    /** Returns whether a lock of a holder has not been lost, as far as that can be determined. */
    static boolean isHeld(PortableFile holder, long position) throws IOException {
        return with(
                holder.identity().key(),
                file -> {
                    Held held = file.locks.get(position);
                    return held != null
                            && held.holders.contains(holder)
                            && held.isHeld(holder.identity().number(), position);
                });
    }

    /**
     * Releases all locks of a holder, and closes its descriptors once that releases no other lock. On
     * Windows that is at once, unless another holder shares a lock that was acquired through them.
     */
    static void close(PortableFile holder, SteadyFile through, Runnable closeDescriptors) {
        try {
            with(
                    holder.identity().key(),
                    file -> {
                        for (Long position : List.copyOf(file.locks.keySet())) {
                            file.releaseQuietly(holder, position);
                        }
                        if (Host.WINDOWS && !file.hasLockOf(through)) {
                            closeDescriptors.run();
                            return true;
                        }
                        return file.closeLater.add(closeDescriptors);
                    });
        } catch (IOException e) {
            throw new AssertionError("the action throws no IOException", e);
        }
    }

    private boolean hasLockOf(SteadyFile through) {
        return locks.values().stream().anyMatch(held -> through.hasAcquired(held.lock));
    }

    /** An action that opens and closes the file. */
    interface Reopening {
        void run() throws IOException;
    }

    /**
     * Runs an action that opens and closes the file, unless that would release locks. No thread
     * acquires a lock meanwhile.
     *
     * @return false if the process holds locks on the file; the action has not been run
     */
    static boolean whileUnlocked(FileIdentity.Key key, Reopening action) throws IOException {
        return with(
                key,
                file -> {
                    if (!Host.WINDOWS && !file.locks.isEmpty()) {
                        return false;
                    }
                    action.run();
                    return true;
                });
    }

    private static boolean with(FileIdentity.Key key, Action action) throws IOException {
        while (true) {
            ProcessLocks file = FILES.computeIfAbsent(key, any -> new ProcessLocks());
            synchronized (file) {
                if (!file.removed) {
                    try {
                        return action.on(file);
                    } finally {
                        file.endIfUnlocked(key);
                    }
                }
            }
        }
    }

    /** Closes under the monitor, so that no thread acquires a lock meanwhile and loses it. */
    private void endIfUnlocked(FileIdentity.Key key) {
        if (locks.isEmpty()) {
            closeLater.forEach(Runnable::run);
            closeLater.clear();
            removed = true;
            FILES.remove(key, this);
        }
    }

    private boolean tryNow(
            PortableFile holder, SteadyFile through, long position, boolean shared)
            throws IOException {
        Held held = locks.get(position);
        if (held == null) {
            FileLock lock = through.tryLock(holder.name(), position, shared);
            if (lock == null) {
                return false;
            }
            held = new Held(lock);
            locks.put(position, held);
        } else if (!shared || !held.lock.isShared()) {
            return false;
        }
        held.holders.add(holder);
        return true;
    }

    private boolean releaseNow(PortableFile holder, long position) throws IOException {
        Held held = locks.get(position);
        if (held == null || !held.holders.remove(holder)) {
            return false;
        }
        if (held.holders.isEmpty()) {
            locks.remove(position);
            held.lock.release();
        }
        return true;
    }

    private void releaseQuietly(PortableFile holder, long position) {
        try {
            releaseNow(holder, position);
        } catch (IOException e) {
            // The lock ends with the descriptor.
        }
    }
}
