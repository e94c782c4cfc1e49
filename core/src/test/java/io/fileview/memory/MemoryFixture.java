package io.fileview.memory;

import io.fileview.Protection;
import io.fileview.contract.EngineWorld;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** A memory file system with a directory, for one test. */
final class MemoryFixture {
    static final int PAGE = 4096;
    static final Path DIRECTORY = Path.of("/data").toAbsolutePath();
    static final Path FILE = DIRECTORY.resolve("file");

    final MemoryFileSystem files;

    MemoryFixture(Mode mode) throws IOException {
        this(Options.DEFAULT.mode(mode));
    }

    MemoryFixture(Options options) throws IOException {
        files = new MemoryFileSystem(options);
        files.others().createDirectories(DIRECTORY);
    }

    /** Writes pages, each full of one value, that are on the disk, and opens the file. */
    EngineFile openPages(int... values) throws IOException {
        files.others().write(FILE, pages(values));
        return open(FILE);
    }

    EngineFile open(Path path) throws IOException {
        return files.engine().open(FileLocation.of(path),
                OpenRequest.existing(Protection.READ_WRITE));
    }

    EngineFile openForReading(Path path) throws IOException {
        return files.engine().open(FileLocation.of(path),
                OpenRequest.existing(Protection.READ_ONLY));
    }

    EngineFile create(Path path) throws IOException {
        return files.engine()
                .open(FileLocation.of(path),
                        new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, false));
    }

    Directory directory() throws IOException {
        return files.engine().resolve(FileLocation.of(FILE)).directory();
    }

    MappedRange map(EngineFile file, Protection protection) throws IOException {
        return EngineWorld.map(file, 0, file.size(), protection);
    }

    /** Pages, each full of one value. */
    static byte[] pages(int... values) {
        byte[] bytes = new byte[values.length * PAGE];
        for (int i = 0; i < values.length; i++) {
            Arrays.fill(bytes, i * PAGE, (i + 1) * PAGE, (byte) values[i]);
        }
        return bytes;
    }
}
