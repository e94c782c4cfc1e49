package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each function fails above its highest level, without any effect. */
class IrqlTest {
    @TempDir
    private Path drivers;

    @Test
    void levelsNestAndAreTheThreadsOwn() throws InterruptedException {
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
        Irql.Raised outer = Irql.raise(Irql.APC_LEVEL);
        try (Irql.Raised _ = Irql.raise(Irql.DISPATCH_LEVEL)) {
            assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
            assertThatThrownBy(() -> Irql.raise(Irql.APC_LEVEL))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Irql.raise(16))
                    .isInstanceOf(IllegalArgumentException.class);
            int[] seen = {-1};
            Thread other = new Thread(() -> seen[0] = Irql.current());
            other.start();
            other.join();
            assertThat(seen[0]).isEqualTo(Irql.PASSIVE_LEVEL);
        }
        assertThat(Irql.current()).isEqualTo(Irql.APC_LEVEL);
        outer.close();
        outer.close();
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
    }

    @Test
    void aLevelIsLoweredByTheThreadThatRaisedIt() throws InterruptedException {
        Throwable[] refused = new Throwable[1];
        Irql.Raised raised = Irql.raise(Irql.DISPATCH_LEVEL);
        Thread other =
                new Thread(
                        () -> {
                            try {
                                raised.close();
                            } catch (WrongThreadException failure) {
                                refused[0] = failure;
                            }
                        });
        other.start();
        other.join();
        assertThat(refused[0])
                .hasMessageStartingWith("the level was raised on ")
                .hasMessageEndingWith("; close it on that thread");
        assertThat(Irql.current()).isEqualTo(Irql.DISPATCH_LEVEL);
        raised.close();
        assertThat(Irql.current()).isEqualTo(Irql.PASSIVE_LEVEL);
    }

    @Test
    void openUnmapAndCloseArePassiveOnlyAndMapGoesUpToDispatch() throws IOException {
        DriverFiles.make(drivers.resolve("fw.bin"), 100);
        try (NdisFiles files = DriverFiles.in(drivers)) {
            NdisHandle handle = DriverFiles.open(files, "fw.bin");
            for (int level = Irql.APC_LEVEL; level <= Irql.HIGH_LEVEL; level++) {
                try (Irql.Raised _ = Irql.raise(level)) {
                    refused(() -> DriverFiles.open(files, "fw.bin"), level, 0);
                    refused(() -> files.ndisUnmapFile(handle), level, 0);
                    refused(() -> files.ndisCloseFile(handle), level, 0);
                    refused(files::close, level, 0);
                    if (level > Irql.DISPATCH_LEVEL) {
                        refused(() -> files.ndisMapFile(handle), level, Irql.DISPATCH_LEVEL);
                    } else {
                        assertThat(files.ndisMapFile(handle).mapped().byteSize()).isEqualTo(100);
                        refused(() -> files.ndisUnmapFile(handle), level, 0);
                        assertThat(files.ndisMapFile(handle).status())
                                .isEqualTo(NdisStatus.NDIS_STATUS_ALREADY_MAPPED);
                    }
                }
                files.ndisUnmapFile(handle);
                assertThat(files.openFiles()).containsExactly("fw.bin, 100 bytes, not mapped");
            }
        }
    }

    private static void refused(ThrowingCallable call, int level, int highestAllowed) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IrqlViolationException.class,
                        violation -> {
                            assertThat(violation.level()).isEqualTo(level);
                            assertThat(violation.highestAllowed()).isEqualTo(highestAllowed);
                        });
    }

    @Test
    void theMessageNamesFunctionLevelAndLimit() {
        try (NdisFiles files = DriverFiles.in(drivers);
                Irql.Raised _ = Irql.raise(Irql.DISPATCH_LEVEL)) {
            assertThatThrownBy(() -> files.ndisOpenFile("fw.bin", NdisFiles.ANY_ADDRESS))
                    .hasMessage(
                            "NdisOpenFile was called at DISPATCH_LEVEL, but is allowed only at"
                                    + " PASSIVE_LEVEL; lower the level first");
        }
    }
}
