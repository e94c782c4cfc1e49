package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.FailingDisk;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Overlay;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repairs of files that are no longer where they were opened, or are reached through an overlay. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FlushRepairElsewhereTest {
    private static final int SIZE = 4 << 20;

    @TempDir
    Path directory;

    /** Blocks are exchanged with those of a file that is made in the same file system. */
    @ParameterizedTest
    @ValueSource(strings = {"stays", "is renamed", "is deleted"})
    @Tag("linux-only")
    void blocksAreReplacedWhateverHappensToTheDirectory(String what) throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            Path parent = TestFiles.createDirectory(disk.root().resolve("parent"));
            Path file = parent.resolve("new");
            try (FileMapping mapping =
                    EngineUnderTest.builder(file)
                            .protection(Protection.READ_WRITE)
                            .createNew()
                            .size(SIZE)
                            .open()) {
                mapping.flush(Durability.DEVICE);
            }
            disk.forgetZeros();
            try (FileMapping mapping =
                    DisturbedMapping.open(file, Protection.READ_WRITE, DisturbedMapping.NONE);
                    View view = mapping.map()) {
                disk.fail(); // first, or the kernel may write the pages while it can
                bytesOf(view).fill(1);
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> view.flush(Durability.DEVICE));
                disk.recover();
                if (what.equals("is renamed")) {
                    TestFiles.move(parent, disk.root().resolve("moved"));
                } else if (what.equals("is deleted")) {
                    TestFiles.delete(file);
                    TestFiles.delete(parent);
                }
                view.flush(Durability.DEVICE);
                assertThat(mapping.pending()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WRITTEN", "DEVICE"})
    @Tag("linux-only")
    @NeedsKernel("mounts an overlay file system")
    void aFlushThroughAnOverlayThatFailsIsRepairedByTheNext(Durability durability)
            throws Exception {
        try (FailingDisk disk = FailingDisk.in(directory)) {
            try (Overlay overlay = Overlay.in(disk.root(), disk.root(), directory, "")) {
                Path file = newFile(overlay.root().resolve("file"));
                disk.forgetZeros();
                try (FileMapping mapping =
                        DisturbedMapping.open(file, Protection.READ_WRITE, DisturbedMapping.NONE);
                        View view = mapping.map()) {
                    disk.fail(); // first, or the kernel may write the pages while it can
                    bytesOf(view).fill(1);
                    assertThatExceptionOfType(FlushFailedException.class)
                            .isThrownBy(() -> view.flush(durability));
                    assertThat(mapping.pending()).containsExactly(new ByteRange(0, SIZE));
                    disk.recover();
                    view.flush(0, 1, durability);
                    assertThat(mapping.pending()).isEmpty();
                    mapping.flush(Durability.DEVICE);
                }
            }
            disk.remount();
            assertThat(Files.readAllBytes(disk.root().resolve("upper/file"))).containsOnly(1);
        }
    }

    private static Path newFile(Path file) throws IOException {
        Files.write(file, new byte[SIZE]);
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            mapping.flush(Durability.DEVICE);
        }
        return file;
    }
}
