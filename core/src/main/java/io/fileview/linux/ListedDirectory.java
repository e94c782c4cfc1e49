package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory that is open to count the pages of the files in it. With the name of an entry the
 * kernel tells its kind ({@code getdents64(2)}), so a regular file is opened without another look at
 * it: with one {@code openat2(2)}, {@code statx(2)}, {@code cachestat(2)} and {@code close(2)} each.
 * Must be closed, and not be used by several threads at the same time.
 */
public final class ListedDirectory implements AutoCloseable {
    private static final int BUFFER = 64 << 10;
    private static final int LENGTH = 16;
    private static final int TYPE = 18;
    private static final int NAME = 19;
    private static final byte DT_DIR = 4;
    private static final byte DT_REG = 8;
    private static final byte DT_LNK = 10;

    private static final int HOW_SIZE = 24;
    private static final int RESOLVE = 16;
    private static final long RESOLVE_NO_XDEV = 1;

    private final int fd;
    private final Path path;
    private final FileSystemType type;
    private final List<Entry> entries = new ArrayList<>();

    /** What a directory tells of an entry. */
    public enum Kind {
        /** A regular file, unless something is mounted on it. */
        FILE,
        /** A directory. */
        DIRECTORY,
        /** A symbolic link. */
        LINK,
        /** Another kind, or one that only a look at the entry tells. */
        OTHER
    }

    private ListedDirectory(int fd, Path path) {
        this.fd = fd;
        this.path = path;
        this.type = FileSystemType.of(fd);
    }

    /**
     * Opens and lists a directory.
     *
     * @param path the directory, which is not a symbolic link
     * @return null if the pages of its files cannot be counted so: it cannot be opened or listed, the
     *     kernel makes its files when they are read, they have their pages elsewhere, or these are not
     *     those of memory
     */
    public static @Nullable ListedDirectory open(Path path) {
        if (!SystemCalls.isLinked()) {
            return null;
        }
        long fd;
        try (Arena arena = Arena.ofConfined()) {
            fd =
                    DirectoryDescriptor.openAt(
                            OpenFlags.AT_FDCWD,
                            PathBytes.of(path, arena),
                            OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW,
                            0);
        }
        if (fd < 0) {
            return null;
        }
        ListedDirectory directory = new ListedDirectory((int) fd, path);
        boolean isListed = false;
        try {
            isListed = directory.hasCountedFiles() && directory.list();
            return isListed ? directory : null;
        } finally {
            if (!isListed) {
                directory.close();
            }
        }
    }

    private boolean hasCountedFiles() {
        return !type.makesFilesWhenRead() && !type.mayCacheElsewhere() && !type.isHugePages();
    }

    /** Returns false if the directory cannot be read to its end. */
    private boolean list() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER, 8);
            long length = read(buffer);
            while (length > 0) {
                for (long at = 0; at < length;) {
                    int size = Short.toUnsignedInt(buffer.get(JAVA_SHORT, at + LENGTH));
                    add(buffer.asSlice(at, size));
                    at += size;
                }
                length = read(buffer);
            }
            if (length < 0 && length != -Errno.ENOENT) { // which says that it has been removed
                return false;
            }
        }
        entries.sort((one, other) -> Arrays.compareUnsigned(one.name, other.name));
        return true;
    }

    private long read(MemorySegment buffer) {
        return SystemCalls.untilNotInterrupted(
                () -> SystemCalls.call(
                        SystemCall.GETDENTS64, fd, buffer.address(), buffer.byteSize()));
    }

    private void add(MemorySegment struct) {
        int end = NAME;
        while (struct.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        byte[] name = struct.asSlice(NAME, end - NAME).toArray(JAVA_BYTE);
        boolean isDots =
                name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
        if (!isDots) {
            entries.add(
                    new Entry(
                            name,
                            switch (struct.get(JAVA_BYTE, TYPE)) {
                                case DT_REG -> Kind.FILE;
                                case DT_DIR -> Kind.DIRECTORY;
                                case DT_LNK -> Kind.LINK;
                                default -> Kind.OTHER;
                            }));
        }
    }

    /** Returns the entries at the time of opening, in the order of the bytes of their names. */
    public List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /** An entry, as it was when the directory was listed. */
    public final class Entry {
        private final byte[] name;
        private final Kind kind;

        private Entry(byte[] name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        /** Returns its kind. */
        public Kind kind() {
            return kind;
        }

        /** Returns its path, which begins with that of the directory. */
        public Path path() {
            return PathBytes.resolve(path, name);
        }

        /**
         * Opens an entry of the kind {@link Kind#FILE}, or one that the caller has just seen to be a
         * regular file, because opening another kind can have side effects. For the same reason, it
         * is not opened if something is mounted on it.
         *
         * @return null if the entry is not a regular file any more, if it is empty or cannot be
         *     opened, or if the system does not have {@code openat2(2)} (Linux 5.6)
         */
        public @Nullable CountedPages open() {
            long opened = openHere();
            // Without a mount, the file is on the file system of the directory.
            return opened < 0 ? null : CountedPages.of((int) opened, type);
        }

        private long openHere() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment how = arena.allocate(HOW_SIZE, 8);
                how.set(
                        JAVA_LONG,
                        0,
                        OpenFlags.O_RDONLY
                                | OpenFlags.O_NOFOLLOW
                                | OpenFlags.O_NONBLOCK
                                | OpenFlags.O_NOCTTY
                                | OpenFlags.O_CLOEXEC);
                how.set(JAVA_LONG, RESOLVE, RESOLVE_NO_XDEV);
                long nativeName = PathBytes.terminated(name, arena).address();
                return SystemCalls.untilNotInterrupted(
                        () -> SystemCalls.call(
                                SystemCall.OPENAT2, fd, nativeName, how.address(), HOW_SIZE));
            }
        }
    }

    @Override
    public void close() {
        SystemCalls.call(SystemCall.CLOSE, fd);
    }
}
