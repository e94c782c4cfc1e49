package io.fileview;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.spi.Directory;
import io.fileview.spi.EntryDurability;
import io.fileview.spi.FileLocation;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A directory for which the kernel has no fsync, as those of /proc are. */
@NeedsKernel("flushes a directory of /proc")
class UnflushableDirectoryTest {
    @Test
    void itIsNoFailureUnlessDemanded() throws Exception {
        Needs.linux();
        FileLocation entry = FileLocation.of(Path.of("/proc/self/status"));
        try (Directory directory = EngineUnderTest.engine().resolve(entry).directory()) {
            directory.flush();
            System.setProperty(EntryDurability.REQUIRED, "true");
            try {
                assertThatExceptionOfType(MappingException.class)
                        .isThrownBy(directory::flush)
                        .isNotInstanceOf(FlushFailedException.class)
                        .withMessageContainingAll(
                                "/proc/", "cannot be flushed", EntryDurability.REQUIRED);
            } finally {
                System.clearProperty(EntryDurability.REQUIRED);
            }
            directory.flush();
        }
    }
}
