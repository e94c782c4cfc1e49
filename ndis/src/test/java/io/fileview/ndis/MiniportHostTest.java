package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver opens files during its initialisation only. */
class MiniportHostTest {
    @TempDir
    private Path drivers;

    private MiniportHost host;
    private HeldResources before;

    @BeforeEach
    void make() throws IOException {
        before = HeldResources.now();
        DriverFiles.make(drivers.resolve("fw.bin"), 100);
        host = DriverFiles.host(drivers);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
        assertThat(HeldResources.now()).isEqualTo(before);
    }

    @Test
    void aRoutineThatFollowsTheRulesIsReportedWithoutViolations() throws IOException {
        MiniportReport report =
                host.initialize(
                        files -> {
                            NdisHandle handle = DriverFiles.open(files, "FW.BIN");
                            files.ndisMapFile(handle).mapped();
                            files.ndisCloseFile(handle);
                            return NdisStatus.NDIS_STATUS_FAILURE;
                        });
        assertThat(report.status()).isEqualTo(NdisStatus.NDIS_STATUS_FAILURE);
        assertThat(report.keptTheRules()).isTrue();
        assertThat(report.leftOpen()).isEmpty();
    }

    @Test
    void whatIsLeftOpenIsReportedAndClosed() throws IOException {
        AtomicReference<MemorySegment> buffer = new AtomicReference<>();
        AtomicReference<NdisFiles> kept = new AtomicReference<>();
        MiniportReport report =
                host.initialize(
                        files -> {
                            kept.set(files);
                            NdisHandle handle = DriverFiles.open(files, "fw.bin");
                            buffer.set(files.ndisMapFile(handle).mapped());
                            DriverFiles.open(files, "fw.bin");
                            Irql.raise(Irql.DISPATCH_LEVEL);
                            return NdisStatus.NDIS_STATUS_SUCCESS;
                        });
        assertThat(report.leftOpen())
                .containsExactly("fw.bin, 100 bytes, mapped", "fw.bin, 100 bytes, not mapped");
        assertThat(report.levelAtReturn()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(report.violations()).hasSize(3).last().asString().contains("DISPATCH_LEVEL");
        assertThat(buffer.get().scope().isAlive()).isFalse();
        assertThatThrownBy(() -> DriverFiles.open(kept.get(), "fw.bin"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void otherThreadsMayNotOpenMeanwhileButMayMap() throws IOException {
        AtomicReference<Throwable> opening = new AtomicReference<>();
        AtomicReference<NdisMapResult> mapping = new AtomicReference<>();
        MiniportReport report =
                host.initialize(
                        files -> {
                            NdisHandle handle = DriverFiles.open(files, "fw.bin");
                            Thread other =
                                    new Thread(
                                            () -> {
                                                mapping.set(files.ndisMapFile(handle));
                                                files.ndisOpenFile("fw.bin", -1);
                                            });
                            other.setUncaughtExceptionHandler((_, e) -> opening.set(e));
                            other.start();
                            join(other);
                            files.ndisCloseFile(handle);
                            return NdisStatus.NDIS_STATUS_SUCCESS;
                        });
        assertThat(report.keptTheRules()).isTrue();
        assertThat(mapping.get().status()).isEqualTo(NdisStatus.NDIS_STATUS_SUCCESS);
        assertThat(opening.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MiniportInitializeEx");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRoutineThatThrowsLeavesNothing() {
        assertThatThrownBy(
                () -> host.initialize(
                        files -> {
                            files.ndisMapFile(DriverFiles.open(files, "fw.bin"));
                            Irql.raise(Irql.APC_LEVEL);
                            throw new IOException("no such adapter");
                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("no such adapter");
    }

    @Test
    void itRunsAtPassiveLevelOnly() {
        try (Irql.Raised _ = Irql.raise(Irql.APC_LEVEL)) {
            assertThatThrownBy(() -> host.initialize(_ -> 0))
                    .isInstanceOf(IrqlViolationException.class);
        }
    }
}
