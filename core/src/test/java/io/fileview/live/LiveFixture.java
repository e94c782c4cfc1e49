package io.fileview.live;

import io.fileview.ByteRange;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Options;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** A file in memory and openings of it, of which the log says nothing. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
abstract class LiveFixture {
    static final Path DIRECTORY = Path.of("/live").toAbsolutePath();
    static final Path FILE = DIRECTORY.resolve("file");
    static final int SIZE = 10_000;
    static final Logger LOGGER = Logger.getLogger("io.fileview");

    MemoryFileSystem system;

    @BeforeAll
    static void silence() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOGGER.setLevel(null);
    }

    @BeforeEach
    void makeFile() throws IOException {
        use(Options.DEFAULT);
    }

    void use(Options options) throws IOException {
        system = new MemoryFileSystem(options);
        system.others().createDirectories(DIRECTORY);
        system.others().write(FILE, new byte[SIZE]);
    }

    CountedFile opening(Protection protection) throws IOException {
        return opening(new OpenRequest(protection, Creation.EXISTING, false), FILE, false);
    }

    CountedFile opening(OpenRequest request, Path path, boolean sparse)
            throws IOException {
        FileLocation location = FileLocation.of(path);
        EngineFile file = system.engine().open(location, request);
        return new CountedFile(
                system.engine(), file, location, request.protection(), sparse, false);
    }

    FileMapping mapping(Protection protection) throws IOException {
        return FileMapping.builder(FILE).engine(system.engine()).protection(protection).open();
    }

    static MappedView map(CountedFile opening, long offset, long length)
            throws IOException {
        return MappedView.map(
                opening, new ByteRange(offset, length), opening.protection(), false, view -> view);
    }
}
