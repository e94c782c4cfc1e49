package io.fileview.win32;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The lock without which no process changes the names in a directory. It is a lock of a file that
 * only the user can open. No wait for it is without a limit, and a thread that waits holds nothing,
 * so that each thread waits for its own limit only.
 */
final class NameGuard {
    private static final String FILE = "guard";
    private static final long SHORTEST_PAUSE = 1;
    private static final long LONGEST_PAUSE = 50;

    private final OwnDirectory directory;
    private final ReentrantLock threads = new ReentrantLock(true);

    private final DirectoriesInUse inUse = new DirectoriesInUse();

    /** For messages. */
    private volatile @Nullable Thread holder;

    /** True after a closing could not take the lock, until the lock is taken. */
    private volatile boolean stuck;

    NameGuard(OwnDirectory directory) {
        this.directory = directory;
    }

    /** An action that runs while no other process and no other thread can change the names. */
    interface Action<T> {
        T run() throws IOException;
    }

    /** Must be called within an action whenever a name was added or removed. */
    void count(int held) {
        inUse.count(held);
    }

    /**
     * Runs an action with the lock. An interrupt that comes while the thread waits ends the wait;
     * one that came before does not prevent an action that need not wait.
     */
    <T> T holding(Duration limit, Action<T> action) throws IOException {
        return holding(new Wait(limit, true), true, action);
    }

    /**
     * Runs an action of a thread that gives something up. An interrupt does not end its wait. After
     * one that failed, the next ones do not wait, and are not logged, until the lock has
     * been free once, so that closing a thousand handles takes no thousand limits.
     *
     * @return false if the action was not run
     */
    boolean closing(Duration limit, Action<?> action) {
        boolean again = stuck;
        try {
            holding(new Wait(again ? Duration.ZERO : limit, false), false, action);
            return true;
        } catch (IOException e) {
            stuck = true;
            if (!again) {
                Closing.report(e);
            }
            return false;
        }
    }

    /** Runs an action that must happen even without the lock of the file. */
    void withoutFile(Runnable action) {
        threads.lock(); // no thread waits for a file with this lock
        try {
            action.run();
        } finally {
            inUse.end();
            threads.unlock();
        }
    }

    private <T> T holding(Wait wait, boolean creating, Action<T> action) throws IOException {
        // An interrupt of the calling thread must not close the channels of the names.
        boolean interrupted = Thread.interrupted();
        try {
            wait.interrupted = interrupted;
            for (;;) {
                if (!tryThreads(wait)) {
                    throw expired(wait, "thread " + name(holder) + " of this process");
                }
                try {
                    holder = Thread.currentThread();
                    wait.blocker = otherUser(directory.require(creating));
                    if (wait.blocker == null) {
                        try (FileChannel file = tryFile(wait)) {
                            if (file != null) {
                                stuck = false;
                                return action.run();
                            }
                        } finally {
                            inUse.end();
                        }
                    }
                } finally {
                    holder = null;
                    threads.unlock();
                }
                if (wait.isOver()) {
                    throw expired(
                            wait,
                            Objects.requireNonNullElseGet(
                                    wait.blocker, () -> LockHolders.of(path())));
                }
                wait.pause(path());
            }
        } finally {
            if (interrupted || wait.interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean tryThreads(Wait wait) throws IOException {
        if (threads.tryLock()) {
            return true;
        }
        while (!wait.isOver()) {
            wait.requireNoInterrupt(path());
            try {
                return threads.tryLock(wait.remaining(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                wait.interrupted = true;
            }
        }
        return threads.tryLock();
    }

    private static String name(@Nullable Thread thread) {
        return thread == null ? "(unknown)" : "\"" + thread.getName() + "\"";
    }

    /** Another user of the directory within this JVM, described; null if there is none. */
    private @Nullable String otherUser(Object key) throws IOException {
        Integer names = inUse.begin(key);
        if (names == null) {
            return null;
        }
        String other = "another class loader of this process, or under another path";
        if (names > 0) {
            throw new NamesRefusedException(
                    WinError.ERROR_LOCK_VIOLATION,
                    "the directory of names " + directory.path() + " is in use by " + other
                            + ", where " + names + " of its names are held; close their handles, or"
                            + " use another directory");
        }
        return other;
    }

    private Path path() {
        return directory.path().resolve(FILE);
    }

    /** The locked file, or null if it is locked, or was replaced meanwhile. */
    private @Nullable FileChannel tryFile(Wait wait) throws IOException {
        try {
            Files.createFile(path(), OwnDirectory.modes(path(), "rw-------"));
        } catch (FileAlreadyExistsException _) {
            // as nearly always
        }
        FileChannel file = null;
        boolean locked = false;
        try {
            Object before = key();
            file = FileChannel.open(path(), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            // A lock of a file that was removed meanwhile keeps nobody out.
            locked = file.tryLock() != null && before.equals(key());
        } catch (OverlappingFileLockException _) {
            wait.blocker = "other code of this process";
        } catch (NoSuchFileException _) {
            // It was removed.
        } finally {
            if (!locked && file != null) {
                file.close();
            }
        }
        return locked ? file : null;
    }

    private Object key() throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw new NamesRefusedException(
                    WinError.ERROR_ACCESS_DENIED,
                    "names cannot be locked, because " + path()
                            + " is not a regular file; remove it");
        }
        return Objects.requireNonNullElse(attributes.fileKey(), "");
    }

    private NamesRefusedException expired(Wait wait, String who) {
        return new NamesRefusedException(
                WinError.ERROR_LOCK_VIOLATION,
                path() + " is locked by " + who + "; waited for " + wait.limit.toMillis()
                        + " ms; continue or end it, or specify a longer limit");
    }

    /** One wait, from its start to its limit. */
    private static final class Wait {
        private final Duration limit;
        private final boolean interruptible;
        private final long start = System.nanoTime();
        private long pause = SHORTEST_PAUSE;
        private boolean interrupted;

        /** What this process knows to be in the way. */
        private @Nullable String blocker;

        Wait(Duration limit, boolean interruptible) {
            this.limit = limit;
            this.interruptible = interruptible;
        }

        long remaining() {
            return TimeUnit.NANOSECONDS.convert(limit) - (System.nanoTime() - start);
        }

        boolean isOver() {
            return remaining() <= 0;
        }

        void pause(Path path) throws IOException {
            requireNoInterrupt(path);
            try {
                long left = TimeUnit.NANOSECONDS.toMillis(remaining()) + 1;
                Thread.sleep(Math.clamp(left, 1, pause));
            } catch (InterruptedException _) {
                interrupted = true;
                requireNoInterrupt(path);
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }

        void requireNoInterrupt(Path path) throws IOException {
            if (interrupted && interruptible) {
                throw new NamesRefusedException(
                        WinError.ERROR_OPERATION_ABORTED,
                        "the thread was interrupted while it waited for the lock of " + path
                                + "; nothing was done");
            }
        }
    }
}
