package io.fileview.win32;

import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The names of objects, shared by all processes of one user or of the machine: a directory with one
 * file for each name.
 *
 * <p>A process that has handles of a name holds a shared lock on its file. A process that gets the
 * exclusive lock knows that the name is unused, so the names of a killed process disappear. Every
 * operation holds the {@link NameGuard}, which makes it atomic.
 */
final class ObjectNamespace {
    private static final Map<Path, ObjectNamespace> BY_DIRECTORY = new HashMap<>();

    private final NameDirectory directory;
    private final NameGuard guard;

    /** One entry and one channel for each name, because closing any channel releases all locks. */
    private final Map<String, Name> names = new HashMap<>(); // guarded by guard

    private boolean swept; // guarded by guard

    private ObjectNamespace(Path path, @Nullable Path machine) {
        Integer user = UserId.current();
        this.directory =
                new NameDirectory(
                        path,
                        machine == null || user == null ? null : new GlobalClaims(machine, user));
        this.guard = new NameGuard(new OwnDirectory(path, user));
    }

    /**
     * The names of the user, of which the {@code Global\} ones exclude those of other users, if the
     * system has a safe place to show them.
     */
    static ObjectNamespace ofUser() {
        return in(OwnDirectory.ofUser());
    }

    /** The names in a directory that is private to the user. */
    static ObjectNamespace in(Path directory) {
        Path real = real(directory);
        boolean ofUser = real.equals(real(OwnDirectory.ofUser()));
        synchronized (BY_DIRECTORY) {
            return BY_DIRECTORY.computeIfAbsent(
                    real,
                    path -> new ObjectNamespace(path, ofUser ? OwnDirectory.ofMachine() : null));
        }
    }

    /** One directory has one namespace, whatever links lead to its parent. */
    private static Path real(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        Path parent = path.getParent();
        try {
            return parent == null ? path : parent.toRealPath().resolve(path.getFileName());
        } catch (IOException _) {
            return path; // reported when the first name is used
        }
    }

    /** Creates the object of a new name; its bytes may be stored at the given path. */
    interface Maker {
        Made make(Path bytes) throws IOException;
    }

    /** Opens an object that another process has created. */
    interface Opener {
        KernelObject open(ObjectRecord record) throws IOException;
    }

    /**
     * A new object.
     *
     * @param object the object
     * @param record its description for other processes
     */
    record Made(KernelObject object, ObjectRecord record) {}

    /**
     * A handle of an object that was opened or created.
     *
     * @param handle the handle
     * @param existed true if the name already existed
     */
    record Result(Handle handle, boolean existed) {
        Created created() {
            return Created.of(handle, existed);
        }
    }

    /** A name of which this process has handles. */
    final class Name {
        private final String file;
        private final Object key;
        private final FileChannel channel;
        private final KernelObject object;
        private final Duration limit;

        private Name(
                String file, Object key, FileChannel channel, KernelObject object, Duration limit) {
            this.file = file;
            this.key = key;
            this.channel = channel;
            this.object = object;
            this.limit = limit;
        }

        /** Whether other processes that look for the name find the file that this one has. */
        private boolean isFound() throws IOException {
            return key.equals(directory.key(file));
        }

        /** Called when the last handle of this process has been closed. */
        void release(KernelObject of) {
            boolean done =
                    guard.closing(
                            limit,
                            () -> {
                                remove(of, true);
                                return true;
                            });
            if (!done) {
                // As if the process had been killed: the next one to use the name removes it.
                guard.withoutFile(() -> remove(of, false));
            }
        }

        private void remove(KernelObject of, boolean guarded) {
            if (of.keepsName(this) || !names.remove(file, this)) {
                return;
            }
            guard.count(names.size());
            try {
                // A file that took the place of the name's own belongs to others.
                if (guarded && isFound() && directory.becomeLast(channel)) {
                    directory.delete(file);
                }
            } catch (IOException e) {
                Closing.report(e);
            } finally {
                directory.leave(channel);
            }
        }
    }

    /** Opens the object of a name, or creates it; waits for other processes up to a limit. */
    Result createOrOpen(
            ObjectName name,
            HandleTable handles,
            int access,
            Duration limit,
            Maker maker,
            Opener opener)
            throws IOException {
        return guard.holding(
                limit,
                () -> {
                    Name here = find(name.fileName(), limit, opener);
                    if (here != null) {
                        return new Result(handles.open(here.object, access), true);
                    }
                    directory.claim(name);
                    Name made = make(name.fileName(), limit, maker);
                    return new Result(handles.open(made.object, access), false);
                });
    }

    /** Opens the object of a name; waits for other processes up to a limit. */
    Handle open(
            ObjectName name, HandleTable handles, int access, Duration limit, Opener opener)
            throws IOException {
        return guard.holding(
                limit,
                () -> {
                    Name here = find(name.fileName(), limit, opener);
                    if (here == null) {
                        directory.requireNotOfOthers(name);
                        throw Status.OBJECT_NAME_NOT_FOUND.failure();
                    }
                    if (here.object.type() != KernelObject.Type.SECTION) {
                        throw Status.OBJECT_TYPE_MISMATCH.failure();
                    }
                    return handles.open(here.object, access);
                });
    }

    private @Nullable Name find(String file, Duration limit, Opener opener) throws IOException {
        if (!swept) {
            swept = true;
            directory.sweep(names.keySet());
        }
        Name here = names.get(file);
        if (here == null) {
            return join(file, limit, opener);
        }
        if (!here.isFound()) {
            throw new NamesRefusedException(
                    WinError.ERROR_FILE_INVALID,
                    directory.path(file) + ", the file of a name in use, was removed or replaced"
                            + " by another program; close all handles of the name");
        }
        return here;
    }

    /** Opens a name that another process holds; null if no process does. */
    private @Nullable Name join(String file, Duration limit, Opener opener) throws IOException {
        Object key = directory.key(file);
        if (key == null) {
            return null;
        }
        FileChannel channel = directory.open(file);
        try {
            if (directory.becomeLast(channel)) {
                directory.delete(file);
                channel.close();
                return null;
            }
            KernelObject object = opener.open(ObjectRecord.read(channel));
            return enter(new Name(file, key, channel, object, limit));
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    private Name make(String file, Duration limit, Maker maker) throws IOException {
        Path bytes = directory.path(file + "." + UUID.randomUUID() + ".bytes");
        FileChannel channel = null;
        KernelObject object = null;
        try {
            channel = directory.create(file);
            Object key = Objects.requireNonNull(directory.key(file));
            Made made = maker.make(bytes);
            object = made.object();
            made.record().write(channel);
            return enter(new Name(file, key, channel, object, limit));
        } catch (Throwable failure) {
            if (object != null) {
                object.retain();
                object.release();
            }
            directory.undo(file, bytes);
            if (channel != null) {
                channel.close();
            }
            throw failure;
        }
    }

    private Name enter(Name name) throws IOException {
        directory.lockShared(name.channel, name.file);
        names.put(name.file, name);
        guard.count(names.size());
        name.object.named(name);
        return name;
    }
}
