package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.DiskAfterCut;
import io.fileview.testing.EngineUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is on the disk, at the moment when a flush to the device has returned, of a file that has
 * just been made or changed its size.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FlushLevelsTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    private DiskAfterCut disk;

    @BeforeEach
    void mount() throws IOException {
        disk = DiskAfterCut.in(directory);
    }

    @AfterEach
    void unmount() throws IOException {
        if (disk != null) {
            disk.close();
        }
    }

    /** The control: without it the other tests would show nothing. */
    @Test
    void whatWasNotFlushedIsNotThere() throws Exception {
        try (FileMapping mapping = create("new", false);
                View view = mapping.map()) {
            bytesOf(view).fill(1);
            assertThat(onDisk("new")).isEqualTo(0);
        }
    }

    @Test
    void aNewFileIsThereWithItsEntry() throws Exception {
        for (boolean sparse : new boolean[] {false, true}) {
            try (FileMapping mapping = create("new" + sparse, sparse);
                    View view = mapping.map()) {
                bytesOf(view).fill(1);
                view.flush(Durability.DEVICE);
                assertThat(onDisk("new" + sparse)).isEqualTo(SIZE);
            }
        }
    }

    @Test
    void aFlushOfAFewBytesTakesTheEntryAndTheSizeAlong() throws Exception {
        try (FileMapping mapping = create("new", true);
                View view = mapping.map()) {
            bytesOf(view).set(SIZE - 1, 1);
            view.flush(SIZE - 1, 1, Durability.DEVICE);
            assertThat(onDisk("new")).isEqualTo(1);
        }
    }

    @Test
    void aMappingWithoutViewsIsFlushedWhole() throws Exception {
        try (FileMapping mapping = create("new", true)) {
            try (View view = mapping.map()) {
                bytesOf(view).fill(1);
            }
            mapping.flush(Durability.DEVICE);
            assertThat(onDisk("new")).isEqualTo(SIZE);
        }
    }

    @Test
    void holesThatWereFilledAreThere() throws Exception {
        try (FileMapping mapping = create("new", true);
                View view = mapping.map()) {
            view.flush(Durability.DEVICE);
            assertThat(onDisk("new")).isEqualTo(0);
            bytesOf(view).fill(SIZE / 4, SIZE / 2, 1);
            view.flush(SIZE / 4, SIZE / 2, Durability.DEVICE);
            assertThat(onDisk("new")).isEqualTo(SIZE / 2);
        }
    }

    @Test
    void whatWasGrownIsThere() throws Exception {
        try (FileMapping mapping = create("new", false);
                View view = mapping.map()) {
            view.flush(Durability.DEVICE);
            mapping.grow(2 * SIZE);
            try (View more = mapping.map(SIZE, SIZE)) {
                bytesOf(more).fill(1);
                more.flush(Durability.DEVICE);
                assertThat(onDisk("new")).isEqualTo(SIZE);
            }
        }
    }

    /** One mapping makes the file, or longer; another flushes what it wrote to it. */
    @Test
    void whatAnotherMappingMadeIsThereToo() throws Exception {
        try (FileMapping maker = create("new", true);
                FileMapping mapping =
                        EngineUnderTest.open(disk.root().resolve("new"), Protection.READ_WRITE);
                View view = mapping.map()) {
            bytesOf(view).fill(1);
            view.flush(Durability.DEVICE);
            assertThat(onDisk("new")).isEqualTo(SIZE);
            maker.grow(2 * SIZE);
            mapping.grow(2 * SIZE);
            try (View more = mapping.map(SIZE, SIZE)) {
                bytesOf(more).fill(1);
                more.flush(Durability.DEVICE);
            }
            assertThat(onDisk("new")).isEqualTo(2 * SIZE);
        }
    }

    private FileMapping create(String name, boolean sparse) throws IOException {
        MappingBuilder builder =
                EngineUnderTest.builder(disk.root().resolve(name))
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(SIZE);
        return (sparse ? builder.sparse() : builder).open();
    }

    /** How many bytes of a file would be there that the test has written; they are all 1. */
    private int onDisk(String name) throws IOException {
        int count = 0;
        for (byte b : disk.read(name)) {
            count += b;
        }
        return count;
    }
}
