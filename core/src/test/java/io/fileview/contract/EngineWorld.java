package io.fileview.contract;

import io.fileview.Protection;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** An engine under test, with a directory of its own that is empty when a test starts. */
public interface EngineWorld {
    /**
     * The engine.
     *
     * @return the engine
     */
    Engine engine();

    /**
     * Where a file of the directory is.
     *
     * @param name its name in the directory; may have slashes
     * @return the location
     */
    FileLocation at(String name);

    /**
     * What other programs do to the directory.
     *
     * @return the other programs
     */
    Outside outside();

    /** What other programs do to the files of the directory, by their names in it. */
    interface Outside {
        /** Creates a file, or replaces its bytes. */
        void write(String name, byte[] bytes) throws IOException;

        /** Reads a whole file. */
        byte[] read(String name) throws IOException;

        /** Makes a file shorter or longer. */
        void truncate(String name, long size) throws IOException;

        /** Tells whether there is a file. */
        boolean exists(String name);

        /** Removes a name. */
        void delete(String name) throws IOException;

        /** Skips the test where a mapped file cannot be truncated. */
        default void needTruncationOfMappedFiles() {}

        /** Skips the test where the name of an open file stays until it is closed. */
        default void needImmediateDeletion() throws IOException {}

        /** Renames a file or a directory. */
        void rename(String from, String to) throws IOException;

        /** Gives a file a second name. */
        void link(String name, String file) throws IOException;

        /** Makes a symbolic link to a name beside it. */
        void symlink(String name, String target) throws IOException;

        /** Makes a directory. */
        void createDirectory(String name) throws IOException;

        /** Copies a file with its owner, permissions and extended attributes, as {@code cp -a} does. */
        void copyAll(String from, String to) throws IOException;

        /** Changes the permissions of a file. */
        void chmod(String name, int permissions) throws IOException;

        /** Gives a file to another user and group; false if nobody here may do so. */
        boolean chown(String name, int owner, int group) throws IOException;

        /** Makes a named pipe; false if that is impossible here. */
        boolean makePipe(String name) throws IOException;

        /** Makes a device that has no end; false if that is impossible here. */
        boolean makeDevice(String name) throws IOException;

        /** Tells whether somebody holds a lock on a byte of a file; true also if nobody can tell. */
        boolean isLocked(String name, long position) throws IOException;

        /** How many names a directory has; an empty string for the test's own. */
        int count(String directory) throws IOException;
    }

    /** Bytes that differ from page to page. */
    default byte[] sample(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }

    /** Opens a file that exists. */
    default EngineFile open(String name, Protection protection) throws IOException {
        return engine().open(at(name), OpenRequest.existing(protection));
    }

    /** Opens a file for reading and writing that may not exist. */
    default EngineFile open(String name, Creation creation) throws IOException {
        return engine().open(at(name), new OpenRequest(Protection.READ_WRITE, creation, false));
    }

    /** Writes a file from outside and opens it for reading and writing. */
    default EngineFile openSample(String name, int size) throws IOException {
        outside().write(name, sample(size));
        return open(name, Protection.READ_WRITE);
    }

    /** Reads bytes of an open file; fewer at its end. */
    static byte[] read(EngineFile file, long position, int length) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(Math.max(1, length)).asSlice(0, length);
            long read = file.read(into, position);
            return into.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Writes bytes to an open file. */
    static void write(EngineFile file, long position, byte... bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            file.write(arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes), position);
        }
    }

    /** Maps a range that any thread may use. */
    static MappedRange map(EngineFile file, long offset, long length, Protection protection)
            throws IOException {
        return file.map(new MapRequest(offset, length, protection, false, new Object()));
    }

    /** Reads bytes of a range, whether or not it has a segment. */
    static byte[] read(MappedRange range, long offset, int length) throws IOException {
        if (range.segment().isPresent()) {
            return range.segment().get().asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(Math.max(1, length)).asSlice(0, length);
            range.softwarePages().orElseThrow().read(offset, into);
            return into.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /** Reads all bytes of a range. */
    static byte[] read(MappedRange range) throws IOException {
        return read(range, 0, Math.toIntExact(range.length()));
    }

    /** Writes bytes to a range, whether or not it has a segment. */
    static void write(MappedRange range, long offset, byte... bytes) throws IOException {
        if (range.segment().isPresent()) {
            MemorySegment.copy(
                    MemorySegment.ofArray(bytes), 0, range.segment().get(), offset, bytes.length);
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            range.softwarePages().orElseThrow().write(offset,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes));
        }
    }
}
