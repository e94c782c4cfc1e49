package io.fileview.portable;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The locks that this process has on files. On most systems a lock belongs to the process: a second
 * open file of the same process would not notice it, and closing any of them would drop it. So who
 * holds a lock within the process is kept here, and a file with locks is closed only when all of the
 * process's locks on it are gone.
 */
final class ProcessLocks {
    private static final long POLL_MILLIS = 2;

    private static final Map<FileKey, ProcessLocks> FILES = new HashMap<>(); // guarded by itself

    private final Map<Long, Held> locks = new HashMap<>();
    private final List<SteadyFile> closedLater = new ArrayList<>();

    /** One byte's lock: the process's, and who has it within the process. */
    private static final class Held {
        private final FileLock lock;
        private final Set<PortableFile> holders = new HashSet<>();

        Held(FileLock lock) {
            this.lock = lock;
        }
    }

    private ProcessLocks() {}

    static boolean acquire(
            FileKey key,
            SteadyFile through,
            PortableFile holder,
            long position,
            boolean shared,
            boolean wait)
            throws IOException {
        boolean interrupted = false;
        try {
            synchronized (FILES) {
                while (!tryNow(key, through, holder, position, shared)) {
                    if (!wait) {
                        return false;
                    }
                    // Other processes tell nobody when they let go.
                    try {
                        FILES.wait(POLL_MILLIS);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
                return true;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean tryNow(
            FileKey key, SteadyFile through, PortableFile holder, long position, boolean shared)
            throws IOException {
        ProcessLocks file = FILES.get(key);
        Held held = file == null ? null : file.locks.get(position);
        if (held == null) {
            FileLock lock = through.tryLock(position, shared);
            if (lock == null) {
                return false;
            }
            held = new Held(lock);
            FILES.computeIfAbsent(key, any -> new ProcessLocks()).locks.put(position, held);
        } else if (!shared || !held.lock.isShared()) {
            return false;
        }
        held.holders.add(holder);
        return true;
    }

    static void release(FileKey key, PortableFile holder, long position) throws IOException {
        synchronized (FILES) {
            ProcessLocks file = FILES.get(key);
            Held held = file == null ? null : file.locks.get(position);
            if (file == null || held == null || !held.holders.remove(holder)) {
                return;
            }
            if (held.holders.isEmpty()) {
                file.locks.remove(position);
                held.lock.release();
                FILES.notifyAll();
            }
            file.closeWhatWaited(key);
        }
    }

    /** Lets all locks of one holder go, and closes its file as soon as that drops no other lock. */
    static void close(FileKey key, PortableFile holder, SteadyFile steady) {
        synchronized (FILES) {
            ProcessLocks file = FILES.get(key);
            if (file == null) {
                steady.close();
                return;
            }
            for (Long position : List.copyOf(file.locks.keySet())) {
                releaseQuietly(key, holder, position);
            }
            file.closedLater.add(steady);
            file.closeWhatWaited(key);
        }
    }

    private static void releaseQuietly(FileKey key, PortableFile holder, long position) {
        try {
            release(key, holder, position);
        } catch (IOException e) {
            // It goes with the file.
        }
    }

    private void closeWhatWaited(FileKey key) {
        if (locks.isEmpty()) {
            closedLater.forEach(SteadyFile::close);
            closedLater.clear();
            FILES.remove(key);
        }
    }
}
