package io.fileview.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mappings that are counted for a view are those that the kernel has for it. */
@Tag("linux-only")
@NeedsKernel("divides what the kernel has mapped")
class DividedViewsTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int PAGES = 64; // RLIMIT_MEMLOCK may allow no more

    @TempDir
    Path directory;

    private static long taken() {
        return MappingRoom.OF_PROCESS.taken();
    }

    private static void lockAndUnlock(View view, int pairs) throws IOException {
        for (int pair = 0; pair < pairs; pair++) {
            long offset = 2L * pair % PAGES * PAGE;
            view.lock(offset, PAGE);
            view.unlock(offset, PAGE);
        }
    }

    @Test
    void unlockedPagesAreDividedNoMore() throws Exception {
        Path file = Sample.file(directory, PAGES * PAGE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            long before = taken();
            lockAndUnlock(view, 100_000);
            assertThat(taken()).isEqualTo(before);
        }
    }

    @Test
    void adviceThatChangesIsCountedOnce() throws Exception {
        Path file = Sample.file(directory, PAGES * PAGE);
        long without = taken();
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            for (int i = 0; i < 1_000; i++) {
                view.advise(8 * PAGE, PAGE, i % 2 == 0 ? Advice.RANDOM : Advice.SEQUENTIAL);
            }
            assertThat(taken()).isEqualTo(without + 3);
            view.advise(9 * PAGE, PAGE, Advice.SEQUENTIAL);
            assertThat(taken()).isEqualTo(without + 3);
            view.advise(0, PAGES * PAGE, Advice.NORMAL);
            assertThat(taken()).isEqualTo(without + 1);
        }
        assertThat(taken()).isEqualTo(without);
    }

    @Test
    void theKernelHasNoMore() throws Exception {
        Path file = Sample.file(directory, 2 * PAGES * PAGE);
        long without = taken();
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map(0, PAGES * PAGE)) {
            for (int page = 1; page < PAGES; page += 4) {
                view.advise((long) page * PAGE, 2 * PAGE, Advice.RANDOM);
                view.lock((long) (page + 1) * PAGE, 2 * PAGE);
            }
            assertThat(taken() - without).isEqualTo(areas(view));
            view.remap(2 * PAGES * PAGE);
            assertThat(taken() - without).isEqualTo(areas(view));
            view.unlock(PAGE / 2, PAGES * PAGE);
            assertThat(taken() - without).isEqualTo(areas(view));
        }
        assertThat(taken()).isEqualTo(without);
    }

    /** The kernel joins no private areas that were written while they differed. */
    @Test
    void theKernelHasNoMoreOfThoseThatWereWritten() throws Exception {
        Path file = Sample.file(directory, PAGES * PAGE);
        long without = taken();
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.COPY_ON_WRITE);
                View view = mapping.map()) {
            for (int page = 0; page < PAGES; page += 2) {
                view.advise((long) page * PAGE, PAGE, Advice.RANDOM);
            }
            for (int page = 0; page < PAGES; page++) {
                view.guarded().setByte((long) page * PAGE, (byte) 1);
            }
            view.advise(Advice.NORMAL);
            assertThat(areas(view)).isGreaterThan(1);
            assertThat(taken() - without).isGreaterThanOrEqualTo(areas(view));
        }
        assertThat(taken()).isEqualTo(without);
    }

    /** The areas within a view; the kernel may have joined the outer ones with others. */
    private static long areas(View view) throws IOException {
        long start = view.segment().address();
        long end = start + view.length();
        return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                .map(line -> line.substring(0, line.indexOf(' ')).split("-"))
                .filter(
                        area -> Long.parseUnsignedLong(area[0], 16) < end
                                && Long.parseUnsignedLong(area[1], 16) > start)
                .count();
    }
}
