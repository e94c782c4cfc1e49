package io.fileview.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.spi.WritebackRepair;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether pages may have left the file cache. */
class CacheEvictionsTest {
    @TempDir
    Path directory;

    @Test
    void theMachineCountsThemAndAnInterruptDoesNotMatter() {
        Needs.linux();
        assertThat(CacheEvictions.OF_MACHINE.now()).isNotNegative();
        Thread.currentThread().interrupt();
        assertThat(CacheEvictions.OF_MACHINE.now()).isNotNegative();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @Tag("linux-only") // no other engine throws pages out
    @NeedsKernel("reads the kernel's count of evictions")
    void whatThisProcessThrowsOutCounts() throws Exception {
        Needs.linux();
        try (FileMapping mapping =
                EngineUnderTest.open(
                        Sample.file(directory, 10_000), Protection.READ_WRITE);
                View view = mapping.map()) {
            long before = CacheEvictions.OF_MACHINE.now();
            view.advise(Advice.DO_NOT_NEED);
            assertThat(CacheEvictions.OF_MACHINE.now()).isGreaterThanOrEqualTo(before + 2);
        }
    }

    @Test
    void whereNobodyCountsNothingIsKnown() {
        assertThat(CacheEvictions.NOT_COUNTED.now()).isEqualTo(WritebackRepair.UNKNOWN_EVICTIONS);
        assertThat(CacheEvictions.NOT_COUNTED.recently())
                .isEqualTo(WritebackRepair.UNKNOWN_EVICTIONS);
    }
}
