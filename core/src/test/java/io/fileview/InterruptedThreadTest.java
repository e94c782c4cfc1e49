package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Timeout.ThreadMode.SAME_THREAD;

import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt ends nothing and is still there afterwards; the channels of the JDK close instead. */
@Timeout(value = 60, threadMode = SAME_THREAD) // an interrupt belongs to a thread
class InterruptedThreadTest {
    private static final int SIZE = 50_001;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    @Timeout(value = 60, threadMode = SAME_THREAD)
    void interrupt() throws IOException {
        file = Sample.file(directory, SIZE);
        assertThat(EngineUnderTest.name()).isNotEmpty(); // chosen before the interrupt comes
        Thread.currentThread().interrupt();
    }

    @AfterEach
    @Timeout(value = 60, threadMode = SAME_THREAD)
    void clear() {
        assertThat(Thread.interrupted()).as("the interrupt is still to be seen").isTrue();
    }

    @Test
    void opensMapsAndUnmaps() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View one = mapping.map();
                View other = mapping.map(10, 10)) {
            assertThat(bytesOf(one).get(10))
                    .isEqualTo(bytesOf(other).get(0));
        }
    }

    @Test
    void createsGrowsAndTruncates() throws Exception {
        try (FileMapping mapping = EngineUnderTest.builder(directory.resolve("new"))
                .protection(Protection.READ_WRITE)
                .createNew()
                .size(SIZE)
                .open()) {
            mapping.grow(2 * SIZE);
            try (View view = mapping.map(0, 10)) {
                view.remap(2 * SIZE);
                bytesOf(view).set(2 * SIZE - 1, 1);
            }
            mapping.truncate(1);
            assertThatFile(directory.resolve("new")).hasSize(1);
        }
    }

    @Test
    void makesMemory() throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(SIZE).open();
                View view = memory.map()) {
            bytesOf(view).fill(1);
            memory.grow(2 * SIZE);
        }
    }

    @Test
    void flushes() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            for (Durability durability : Durability.values()) {
                bytesOf(view).set(0, (byte) durability.name().length());
                view.flush(durability);
            }
        }
    }

    @Test
    void prefetchesAndAdvises() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            view.prefetch();
            for (Advice advice : Advice.values()) {
                view.advise(advice);
            }
            assertThat(bytesOf(view).toArray()).isEqualTo(Sample.bytes(SIZE));
        }
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel(value = "asks which pages a segment has touched, which the kernel alone sees", orCalls = true)
    void seesThePages() throws Exception {
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            view.prefetch();
            for (int i = 0; i < 3; i++) {
                PageMap pages = view.pages();
                assertThat(pages.count(PageState.WORKING_SET)).isEqualTo(pages.pageCount());
                assertThat(pages.count(PageState.RESIDENT)).isEqualTo(pages.pageCount());
            }
            assertThat(view.cached().orElseThrow().cached()).isEqualTo(view.pages().pageCount());
            view.lock(0, 1);
            view.unlock();
            view.trim();
        }
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel("reaches a limit of the kernel")
    void learnsWhichLimitWasReached() throws Exception {
        try (FileMapping memory = EngineUnderTest.memoryBuilder(1L << 50).open()) {
            assertThatExceptionOfType(MappingLimitException.class)
                    .isThrownBy(memory::map)
                    .satisfies(e -> assertThat(e.count()).isPositive());
        }
    }

    @Test
    void isToldWhatIsWrong() throws Exception {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(
                        () -> EngineUnderTest.open(
                                directory.resolve("missing"), Protection.READ_ONLY));
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            assertThatExceptionOfType(ViewsMappedException.class)
                    .isThrownBy(() -> mapping.truncate(1))
                    .withMessageContaining(view.toString());
            assertThatExceptionOfType(BeyondEndException.class)
                    .isThrownBy(() -> mapping.map(0, SIZE + 1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> view.prefetch(List.of(new ByteRange(0, SIZE + 1))));
        }
    }
}
