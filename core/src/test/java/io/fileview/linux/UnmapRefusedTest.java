package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.Background;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.SeccompFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel refuses to unmap is unmapped later, once. A filter refuses it to one thread. */
@Tag("linux-only")
@NeedsKernel("denies a system call to a thread")
class UnmapRefusedTest {
    private static final int SIZE = 8192;

    @TempDir
    Path directory;

    private static long mappingsOf(Path file) throws IOException {
        try (Stream<String> areas = Files.lines(Path.of("/proc/self/maps"))) {
            return areas.filter(area -> area.endsWith(file.toString())).count();
        }
    }

    private static void withoutUnmapping(Background.Work work) throws Exception {
        Background.start(
                () -> {
                    SeccompFilter.denyToThisThread(List.of("munmap=ENOMEM"));
                    work.run();
                })
                .returns();
    }

    @Test
    void aViewThatIsClosedThenIsUnmappedByTheNextCall() throws Exception {
        Path file = Sample.file(directory, SIZE);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            View view = mapping.map();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> withoutUnmapping(view::close))
                    .withStackTraceContaining("cannot unmap");
            assertThat(view.isMapped()).isFalse();
            assertThat(mappingsOf(file)).isEqualTo(1);
            mapping.map(0, 1).close();
            assertThat(mappingsOf(file)).isZero();
            mapping.truncate(0);
        }
    }

    @Test
    void itIsUnmappedOnce() throws Exception {
        Path file = Sample.file(directory, SIZE);
        MappedRange range = rangeOf(file);
        withoutUnmapping(
                () -> {
                    assertThat(range.reclaim().getAsBoolean()).isFalse();
                    assertThat(range.reclaim().getAsBoolean()).isFalse();
                });
        assertThat(mappingsOf(file)).isEqualTo(1);
        long address = range.segment().orElseThrow().address();
        MappedPages.unmapOwed();
        assertThat(mappingsOf(file)).isZero();
        long taken = SystemCalls.call(SystemCall.MMAP, address, SIZE, 1, 0x100022, -1, 0);
        assertThat(taken).isEqualTo(address); // By somebody else, who keeps it.
        MappedPages.unmapOwed();
        assertThat(range.reclaim().getAsBoolean()).isTrue();
        assertThat(SystemCalls.call(SystemCall.MUNMAP, taken, SIZE)).isZero();
    }

    private static MappedRange rangeOf(Path file) throws IOException {
        EngineFile opened =
                new LinuxEngine()
                        .open(
                                FileLocation.of(file),
                                OpenRequest.existing(Protection.READ_ONLY));
        try {
            return opened.map(
                    new MapRequest(0, SIZE, Protection.READ_ONLY, false, file));
        } finally {
            opened.close();
        }
    }
}
