package io.fileview.win32;

import io.fileview.win32.WinError.Status;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The names of objects, shared by all processes of one user or of the machine: a directory with one
 * file for each name.
 *
 * <p>A process that has handles of a name holds a shared lock on its file. A process that gets the
 * exclusive lock knows that the name is unused, so the names of a killed process disappear. Every
 * operation holds the lock of the guard file, which makes it atomic.
 */
final class ObjectNamespace {
    private static final Map<Path, ObjectNamespace> BY_DIRECTORY = new HashMap<>();

    private final NameDirectory directory;

    /** One entry and one channel for each name, because closing any channel releases all locks. */
    private final Map<String, Name> names = new HashMap<>(); // guarded by this

    private boolean swept; // guarded by this

    private ObjectNamespace(NameDirectory directory) {
        this.directory = directory;
    }

    /** The names in a directory that is private to the user. */
    static ObjectNamespace in(Path directory) {
        return in(directory, NameDirectory::ofUser);
    }

    /**
     * The names that all users share; the user's own if the system has no safe place for shared
     * ones.
     */
    static ObjectNamespace ofMachine() {
        Path directory = NameDirectory.machineDirectory();
        return directory == null
                ? in(NameDirectory.userDirectory())
                : in(directory, NameDirectory::ofMachine);
    }

    private static ObjectNamespace in(Path directory, Function<Path, NameDirectory> kind) {
        synchronized (BY_DIRECTORY) {
            return BY_DIRECTORY.computeIfAbsent(
                    directory.toAbsolutePath().normalize(),
                    path -> new ObjectNamespace(kind.apply(path)));
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
    record Result(Handle handle, boolean existed) {}

    /** A name of which this process has handles. */
    final class Name {
        private final String file;
        private final FileChannel channel;
        private final KernelObject object;

        private Name(String file, FileChannel channel, KernelObject object) {
            this.file = file;
            this.channel = channel;
            this.object = object;
        }

        /** Called when the last handle of this process has been closed. */
        void release(KernelObject of) {
            synchronized (ObjectNamespace.this) {
                if (!of.keepsName(this) && names.remove(file, this)) {
                    leave();
                }
            }
        }

        private void leave() {
            try {
                directory.whileLocked(
                        () -> {
                            if (directory.becomeLast(channel)) {
                                directory.delete(file, channel);
                            }
                            return true;
                        });
            } catch (IOException e) {
                Closing.report(e);
            } finally {
                Closing.quietly(channel);
            }
        }
    }

    /** Opens the object of a name, or creates it. */
    synchronized Result createOrOpen(
            ObjectName name, HandleTable handles, int access, Maker maker, Opener opener)
            throws IOException {
        return directory.whileLocked(
                () -> {
                    String file = name.fileName();
                    Name here = find(file, opener);
                    if (here != null) {
                        return new Result(handles.open(here.object, access), true);
                    }
                    Name made = make(file, maker);
                    return new Result(handles.open(made.object, access), false);
                });
    }

    /** Opens the object of a name. */
    synchronized Handle open(ObjectName name, HandleTable handles, int access, Opener opener)
            throws IOException {
        return directory.whileLocked(
                () -> {
                    Name here = find(name.fileName(), opener);
                    if (here == null) {
                        throw Status.OBJECT_NAME_NOT_FOUND.failure();
                    }
                    if (here.object.type() != KernelObject.Type.SECTION) {
                        throw Status.OBJECT_TYPE_MISMATCH.failure();
                    }
                    return handles.open(here.object, access);
                });
    }

    private @Nullable Name find(String file, Opener opener) throws IOException {
        if (!swept) {
            swept = true;
            directory.sweep(names.keySet());
        }
        Name here = names.get(file);
        return here != null ? here : join(file, opener);
    }

    /** Opens a name that another process holds; null if no process does. */
    private @Nullable Name join(String file, Opener opener) throws IOException {
        if (!directory.exists(file)) {
            return null;
        }
        FileChannel channel = directory.open(file);
        try {
            if (directory.becomeLast(channel)) {
                directory.delete(file, channel);
                channel.close();
                return null;
            }
            directory.lockShared(channel);
            return enter(file, channel, opener.open(ObjectRecord.read(channel)));
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    private Name make(String file, Maker maker) throws IOException {
        Path bytes = directory.path(file + "." + UUID.randomUUID() + ".bytes");
        FileChannel channel = directory.create(file);
        KernelObject object = null;
        try {
            Made made = maker.make(bytes);
            object = made.object();
            made.record().write(channel);
            directory.lockShared(channel);
            return enter(file, channel, object);
        } catch (Throwable failure) {
            if (object != null) {
                object.retain();
                object.release();
            }
            Files.deleteIfExists(bytes);
            Files.deleteIfExists(directory.path(file));
            channel.close();
            throw failure;
        }
    }

    private Name enter(String file, FileChannel channel, KernelObject object) {
        Name name = new Name(file, channel, object);
        names.put(file, name);
        object.named(name);
        return name;
    }
}
