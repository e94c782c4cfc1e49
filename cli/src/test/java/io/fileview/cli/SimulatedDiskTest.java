package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.View;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The disk and the cache on which the demo shows a failed flush behave as Linux does. */
class SimulatedDiskTest {
    private static final int PAGE = SimulatedDisk.PAGE;

    private final SimulatedDisk disk = new SimulatedDisk(4);

    @Test
    void aPageThatWasRefusedCountsAsCleanAndTheErrorIsReportedOnce() throws Exception {
        try (SimulatedFile file = new SimulatedFile(disk)) {
            file.write(MemorySegment.ofArray(new byte[] {1}), 0);
            file.write(MemorySegment.ofArray(new byte[] {2}), 2 * PAGE);
            disk.refuse(2);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(file::flush)
                    .satisfies(e -> assertThat(e.errorName()).contains("EIO"));
            disk.acceptAll();

            file.flush();

            assertThat(disk.read()[0]).isEqualTo((byte) 1);
            assertThat(disk.read()[2 * PAGE]).isZero();
        }
    }

    @Test
    void theLibraryWritesItAgain() throws Exception {
        try (FileMapping mapping = SimulatedFile.open(disk);
                View view = mapping.map(PAGE + 100, PAGE)) {
            view.guarded().setByte(0, (byte) 3);
            view.guarded().setByte(PAGE - 1, (byte) 4);
            disk.refuse(2);
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> view.flush(Durability.DEVICE));
            assertThat(mapping.pending()).containsExactly(new ByteRange(PAGE + 100, PAGE));
            assertThat(mapping.doubtful()).isEmpty();
            assertThat(disk.read()[PAGE + 100]).isEqualTo((byte) 3);
            disk.acceptAll();

            view.flush(Durability.DEVICE);

            assertThat(mapping.pending()).isEmpty();
            assertThat(disk.read()[2 * PAGE + 99]).isEqualTo((byte) 4);
            assertThat(view.guarded().getByte(PAGE - 1)).isEqualTo((byte) 4);
        }
    }
}
