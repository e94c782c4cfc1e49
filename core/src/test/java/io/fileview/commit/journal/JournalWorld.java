package io.fileview.commit.journal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Options;
import io.fileview.memory.OtherProgram;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;

/** A file for commits in memory, without the classes that commit to it. */
final class JournalWorld implements AutoCloseable {
    static final int PAGE = 4096;
    static final Path DIRECTORY = Path.of("/journal").toAbsolutePath();
    static final Path FILE = DIRECTORY.resolve("file");
    static final Path JOURNAL = DIRECTORY.resolve("file.fileview-journal");
    static final Path LOCK = DIRECTORY.resolve("file.fileview-lock");

    final MemoryFileSystem system;
    private CommitFiles files;
    private EngineFile data;

    /** The file as it is to be after the next commit. */
    byte[] state;

    JournalWorld(int size) throws IOException {
        this(size, Options.DEFAULT);
    }

    JournalWorld(int size, Options options) throws IOException {
        system = new MemoryFileSystem(options);
        system.others().createDirectories(DIRECTORY);
        state = new byte[size];
        Arrays.fill(state, (byte) 'a');
        system.others().write(FILE, state);
        open();
    }

    /** Opens what a power cut or the end of the process has closed. */
    void open() throws IOException {
        files = filesOf(FILE);
        data = files.openData(OpenRequest.existing(Protection.READ_WRITE));
    }

    CommitFiles filesOf(Path path) throws IOException {
        return filesOf(path, system.engine());
    }

    static CommitFiles filesOf(Path path, Engine engine) throws IOException {
        return CommitFiles.of(engine, FileLocation.of(path), InUse::new);
    }

    /** What a user is told who finds the file in use. */
    static final class InUse extends MappingException {
        private static final long serialVersionUID = 1L;

        InUse(Place place, String problem) {
            super(place, problem, null);
        }
    }

    boolean journalIsThere() {
        return system.others().exists(JOURNAL);
    }

    String writer() throws IOException {
        try (CommitLocks locks = CommitLocks.open(files, data.identity(), true)) {
            return new Recovery(files, locks).writer(data);
        }
    }

    /** Recovers the file as the next writer does. */
    void recover(boolean adopt) throws IOException {
        try (CommitLocks locks = CommitLocks.open(files, data.identity(), true)) {
            new Recovery(files, locks).run(data, new Recovery.Choice(adopt, false), () -> {});
        }
    }

    CommitFiles files() {
        return files;
    }

    EngineFile data() {
        return data;
    }

    Journal create(long limit) throws IOException {
        return Journal.create(files, data.identity(), limit);
    }

    EngineFile openJournal() throws IOException {
        return files.directory().open("file.fileview-journal",
                OpenRequest.existing(Protection.READ_WRITE));
    }

    /** Changes the state, and returns where. */
    ByteRange change(long offset, long length, int value) {
        Arrays.fill(state, (int) offset, (int) (offset + length), (byte) value);
        return new ByteRange(offset, length);
    }

    CommitSource source() {
        return source(state);
    }

    static CommitSource source(byte[] bytes) {
        return new CommitSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void copyTo(long offset, MemorySegment target) {
                MemorySegment.copy(bytes, (int) offset, target, JAVA_BYTE, 0,
                        (int) target.byteSize());
            }

            @Override
            public void writeTo(EngineFile file, ByteRange range) throws IOException {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment copy = arena.allocate(range.length());
                    copyTo(range.offset(), copy);
                    file.write(copy, range.offset());
                }
            }
        };
    }

    static void write(EngineFile file, long position, byte... bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            file.write(arena.allocateFrom(JAVA_BYTE, bytes), position);
        }
    }

    /** Returns whether another process could lock a byte for itself alone. */
    boolean isFree(Path path, long position) throws IOException {
        try {
            system.others().lock(path, position, false, "somebody who asks");
        } catch (OtherProgram.Locked taken) {
            return false;
        }
        system.others().unlock(path, position, "somebody who asks");
        return true;
    }

    byte[] bytes(Path path) throws IOException {
        return system.others().read(path);
    }

    @Override
    public void close() {
        data.close();
        files.close();
    }
}
