package io.fileview.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.MappedRange;
import io.fileview.spi.PrivatePages;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Copy-on-write ranges do as {@link PrivatePages} says. */
public interface CopyContract extends EngineWorld {
    private PrivatePages pagesOf(MappedRange copy) {
        PrivatePages pages = copy.privatePages().orElse(null);
        Assumptions.assumeTrue(pages != null, "needs an engine that knows the private pages");
        return pages;
    }

    @Test
    default void onlyACopyHasPrivatePages() throws Exception {
        try (EngineFile file = openSample("file", 100)) {
            MappedRange range = EngineWorld.map(file, 0, 100, Protection.READ_WRITE);
            assertThat(range.privatePages()).isEmpty();
            range.unmap();
        }
    }

    @Test
    default void changesAreListedByThePageAndCutToTheRange() throws Exception {
        try (EngineFile file = openSample("file", 100_000)) {
            long page = file.pageSize();
            MappedRange copy = EngineWorld.map(file, 10, 3 * page, Protection.COPY_ON_WRITE);
            PrivatePages pages = pagesOf(copy);
            assertThat(pages.changed()).isEmpty();
            EngineWorld.write(copy, 0, (byte) 1);
            assertThat(pages.changed()).containsExactly(new ByteRange(0, page - 10));
            EngineWorld.write(copy, page, (byte) 1);
            assertThat(pages.changed()).containsExactly(new ByteRange(0, 2 * page - 10));
            EngineWorld.write(copy, 3 * page - 1, (byte) 1);
            assertThat(pages.changed())
                    .containsExactly(new ByteRange(0, 2 * page - 10),
                            new ByteRange(3 * page - 10, 10));
            copy.unmap();
            assertThat(outside().read("file")).isEqualTo(sample(100_000));
        }
    }

    @Test
    default void whatIsDiscardedFollowsTheFileAgain() throws Exception {
        byte[] old = sample(300_000);
        try (EngineFile file = openSample("file", 300_000)) {
            MappedRange copy = EngineWorld.map(file, 0, 300_000, Protection.COPY_ON_WRITE);
            PrivatePages pages = pagesOf(copy);
            EngineWorld.write(copy, 5, (byte) 1);
            EngineWorld.write(copy, 200_000, (byte) 1);
            EngineWorld.write(file, 6, (byte) 2);
            assertThat(EngineWorld.read(copy, 5, 2)).containsExactly(1, old[6]);
            pages.discard(pages.changed());
            assertThat(EngineWorld.read(copy, 5, 2)).containsExactly(old[5], 2);
            assertThat(EngineWorld.read(copy, 200_000, 1)).containsExactly(old[200_000]);
            assertThat(pages.changed()).isEmpty();
            EngineWorld.write(copy, 5, (byte) 3);
            assertThat(pages.changed()).hasSize(1);
            copy.unmap();
        }
    }

    @Test
    default void whatIsNotDiscardedStays() throws Exception {
        byte[] old = sample(300_000);
        try (EngineFile file = openSample("file", 300_000)) {
            MappedRange copy = EngineWorld.map(file, 0, 300_000, Protection.COPY_ON_WRITE);
            PrivatePages pages = pagesOf(copy);
            EngineWorld.write(copy, 5, (byte) 1);
            EngineWorld.write(copy, 200_000, (byte) 1);
            pages.discard(List.of(pages.changed().getFirst()));
            assertThat(EngineWorld.read(copy, 5, 1)).containsExactly(old[5]);
            assertThat(EngineWorld.read(copy, 200_000, 1)).containsExactly(1);
            assertThat(pages.changed()).hasSize(1);
            copy.unmap();
        }
    }

    @Test
    default void partsShareThePages() throws Exception {
        try (EngineFile file = openSample("file", 100_000)) {
            MappedRange copy = EngineWorld.map(file, 0, 100_000, Protection.COPY_ON_WRITE);
            PrivatePages pages = pagesOf(copy);
            MappedRange part = pages.part(new ByteRange(1_000, 50_000), new Object());
            MappedRange other = pages.part(new ByteRange(2_000, 50_000), new Object());
            assertThat(part.length()).isEqualTo(50_000);
            assertThat(EngineWorld.read(part))
                    .isEqualTo(Arrays.copyOfRange(sample(100_000), 1_000, 51_000));
            EngineWorld.write(part, 1_005, (byte) 1);
            assertThat(EngineWorld.read(other, 5, 1)).containsExactly(1);
            part.unmap();
            assertThat(part.isMapped()).isFalse();
            assertThat(EngineWorld.read(copy, 2_005, 1)).containsExactly(1);
            assertThat(pages.changed()).isNotEmpty();
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> other.remap(60_000));
            MemorySegment segment = other.segment().orElse(null);
            copy.unmap();
            assertThat(other.isMapped()).isFalse();
            if (segment != null) {
                assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
            }
        }
    }
}
