package io.fileview;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A file on the disk whose pages are looked at. */
abstract class SeeingFixture {
    static final int PAGES = 256;

    @TempDir
    Path directory;

    Path file;
    long pageSize;
    long size;

    @BeforeEach
    void makeAFileThatIsOnTheDisk() throws IOException {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(1).open();
                View view = memory.map()) {
            pageSize = view.pageSize();
        }
        size = PAGES * pageSize;
        file = Sample.file(directory, (int) size);
        try (FileMapping mapping = open();
                View view = mapping.map()) {
            view.flush(Durability.DEVICE); // a page that differs from the disk cannot be dropped
        }
    }

    FileMapping open() throws IOException {
        return EngineUnderTest.open(file, Protection.READ_WRITE);
    }
}
