package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Sample;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the system counts of a range of a file that no view maps. */
class CachedRangeTest {
    private static final int PAGES = 10;

    @TempDir
    Path directory;

    @Test
    void countsThePagesThatContainTheRange() throws Exception {
        Path file = Sample.file(directory, PAGES * 65536);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            assumeTrue(mapping.cached().isPresent(), "needs counts of the file cache");
            long page = mapping.pageSize();

            assertThat(mapping.cached(0, mapping.size())).isEqualTo(mapping.cached());
            assertThat(mapping.cached(0, 0).orElseThrow().pages()).isZero();
            assertThat(mapping.cached(0, 0).orElseThrow().cached()).isZero();
            assertThat(mapping.cached(page, 1).orElseThrow().pages()).isEqualTo(1);
            assertThat(mapping.cached(2 * page - 1, 2).orElseThrow().pages()).isEqualTo(2);
            assertThat(mapping.cached(2 * page - 1, 2).orElseThrow().cached())
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void refusesARangeThatIsNotInTheMapping() throws Exception {
        Path file = Sample.file(directory, 10_000);
        FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
        try (mapping) {
            long[][] ranges = {{0, 10_001}, {10_001, 0}, {-1, 1}, {1, -1}, {5, Long.MAX_VALUE}};
            for (long[] range : ranges) {
                assertThatThrownBy(() -> mapping.cached(range[0], range[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessageContaining("sample-10000.bin")
                        .hasMessageContaining("10000 bytes");
            }
        }
        assertThatThrownBy(() -> mapping.cached(0, 1)).isInstanceOf(IllegalStateException.class);
    }
}
