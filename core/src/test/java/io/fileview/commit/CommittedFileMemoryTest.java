package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.Eventually;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A file whose mapped ranges are parts of one private mapping. */
@Timeout(60)
class CommittedFileMemoryTest {
    private static final int SIZE = 3 * PAGE;

    private final Object anchor = new Object();
    private CommitWorld world;
    private EngineFile data;

    @BeforeEach
    void open() throws IOException {
        world = new CommitWorld(SIZE);
        data =
                world.system.engine()
                        .open(
                                FileLocation.of(CommitWorld.FILE),
                                OpenRequest.existing(Protection.READ_WRITE));
    }

    @AfterEach
    void close() {
        data.close();
    }

    private MappedRange mapWhole() throws IOException {
        return data.map(request(0, SIZE));
    }

    private MapRequest request(long offset, long length) {
        return new MapRequest(offset, length, Protection.COPY_ON_WRITE, false, anchor);
    }

    @Test
    void itsRangesArePartsOfTheMapping() throws IOException {
        MappedRange whole = mapWhole();
        MappedRange part = new CommittedFile(data, whole, SIZE).map(request(PAGE + 1, 5));
        assertThat(part.isPart()).isTrue();
        assertThat(part.length()).isEqualTo(5);
        whole.unmap();
        assertThat(part.isMapped()).isFalse();
    }

    @Test
    void itIsAsLongAsTheMappingAndNoLongerThanTheFile() throws IOException {
        MappedRange whole = mapWhole();
        CommittedFile file = new CommittedFile(data, whole, PAGE);
        assertThat(file.size()).isEqualTo(PAGE);
        file.limit(SIZE);
        assertThat(file.size()).isEqualTo(SIZE);
        world.system.others().truncate(CommitWorld.FILE, 7);
        assertThat(file.size()).isEqualTo(7);
        whole.unmap();
    }

    /** In a method of its own, so that no local variable keeps the mapping. */
    private CommittedFile leaked() throws IOException {
        return new CommittedFile(data, mapWhole(), SIZE);
    }

    @Test
    void nothingCanBeMappedOnceTheMappingWasLeaked() throws IOException {
        CommittedFile file = leaked();
        Eventually.<IOException>holds(
                "the mapping is collected",
                () -> {
                    System.gc();
                    try {
                        file.map(request(0, 1)).unmap();
                        return false;
                    } catch (IllegalStateException leaked) {
                        return true;
                    }
                });
        assertThatIllegalStateException()
                .isThrownBy(() -> file.map(request(0, 1)))
                .withMessage("the commit mapping of " + CommitWorld.FILE
                        + " was leaked; open it again, and close it");
    }
}
