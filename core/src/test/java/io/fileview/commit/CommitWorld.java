package io.fileview.commit;

import io.fileview.View;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A file in memory that is opened for commits. */
final class CommitWorld {
    static final int PAGE = 4096;
    static final Path DIRECTORY = Path.of("/commits").toAbsolutePath();
    static final Path FILE = DIRECTORY.resolve("file");
    static final Path JOURNAL = DIRECTORY.resolve("file.fileview-journal");
    static final Path LOCK = DIRECTORY.resolve("file.fileview-lock");

    /** So small that a few commits fill it. */
    static final long JOURNAL_LIMIT = 64 << 10;

    final MemoryFileSystem system;

    CommitWorld(int size, Options options) throws IOException {
        system = new MemoryFileSystem(options);
        system.others().createDirectories(DIRECTORY);
        system.others().write(FILE, initial(size));
    }

    CommitWorld(int size) throws IOException {
        this(size, Options.DEFAULT);
    }

    static byte[] initial(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'a');
        return bytes;
    }

    CommitMappingBuilder builder() {
        return CommitMapping.builder(FILE).engine(system.engine()).journalLimit(JOURNAL_LIMIT);
    }

    CommitMapping open() throws IOException {
        return builder().open();
    }

    CommitReader reader() throws IOException {
        return CommitReader.open(FILE, system.engine());
    }

    static void fill(View view, long offset, int length, int value) throws IOException {
        view.guarded().fill(offset, length, (byte) value);
    }

    static byte[] bytes(View view) throws IOException {
        byte[] bytes = new byte[(int) view.length()];
        view.guarded().copyTo(0, bytes, 0, bytes.length);
        return bytes;
    }

    byte[] file() throws IOException {
        return system.others().read(FILE);
    }

    boolean journalIsThere() {
        return system.others().exists(JOURNAL);
    }

    boolean lockIsThere() {
        return system.others().exists(LOCK);
    }
}
