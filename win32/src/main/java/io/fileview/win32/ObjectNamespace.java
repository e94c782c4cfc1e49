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
 * The names of objects, for all processes of one user or of the machine: a directory with a file for
 * each name.
 *
 * <p>A process that has handles of a name holds a shared lock on its file; who gets the exclusive
 * lock knows that nobody is left, so the names of a killed process vanish with it. Every step is
 * taken under the lock of the guard file, so that looking and changing are one.
 */
final class ObjectNamespace {
    private static final Map<Path, ObjectNamespace> BY_DIRECTORY = new HashMap<>();

    private final NameDirectory directory;

    /** One entry, and one open channel, for each name: closing any channel would drop the locks. */
    private final Map<String, Name> names = new HashMap<>(); // guarded by this

    private boolean swept; // guarded by this

    private ObjectNamespace(NameDirectory directory) {
        this.directory = directory;
    }

    /** The names in a directory of the user's own. */
    static ObjectNamespace in(Path directory) {
        return in(directory, NameDirectory::own);
    }

    /** The names that all users of the machine share; where there is no place for them, the user's. */
    static ObjectNamespace ofMachine() {
        Path directory = NameDirectory.machine();
        return directory == null
                ? in(NameDirectory.usual())
                : in(directory, NameDirectory::everybodys);
    }

    private static ObjectNamespace in(Path directory, Function<Path, NameDirectory> kind) {
        synchronized (BY_DIRECTORY) {
            return BY_DIRECTORY.computeIfAbsent(
                    directory.toAbsolutePath().normalize(),
                    path -> new ObjectNamespace(kind.apply(path)));
        }
    }

    /** Makes the object that a name is to stand for, given where its bytes may be kept. */
    interface Maker {
        Made make(Path bytes) throws IOException;
    }

    /** Opens an object that another process has made. */
    interface Opener {
        KernelObject open(ObjectRecord record) throws IOException;
    }

    /**
     * A new object.
     *
     * @param object the object
     * @param record what others must know of it
     */
    record Made(KernelObject object, ObjectRecord record) {}

    /**
     * An object found or made, with a handle's worth of it.
     *
     * @param handle the handle
     * @param existed true if the name was there before
     */
    record Result(Handle handle, boolean existed) {}

    /** A name that this process has handles of. */
    final class Name {
        private final String file;
        private final FileChannel channel;
        private final KernelObject object;

        private Name(String file, FileChannel channel, KernelObject object) {
            this.file = file;
            this.channel = channel;
            this.object = object;
        }

        /** The last handle of this process has been closed. */
        void release(KernelObject of) {
            synchronized (ObjectNamespace.this) {
                if (!of.keepsName(this) && names.remove(file, this)) {
                    leave();
                }
            }
        }

        private void leave() {
            try {
                directory.whileGuarded(
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

    /** Opens the object of a name, or makes it. */
    synchronized Result createOrOpen(
            ObjectName name, HandleTable handles, int access, Maker maker, Opener opener)
            throws IOException {
        return directory.whileGuarded(
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
        return directory.whileGuarded(
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

    /** Joins a name that another process holds; null where nobody does. */
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
