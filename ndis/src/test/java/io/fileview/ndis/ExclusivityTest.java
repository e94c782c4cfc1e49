package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file has at most one mapping at a time, by whatever handle, name or object. */
class ExclusivityTest {
    private static final int ALREADY = NdisStatus.NDIS_STATUS_ALREADY_MAPPED;

    @TempDir
    private Path drivers;

    private NdisFiles files;
    private HeldResources before;

    @BeforeEach
    void open() throws IOException {
        before = HeldResources.now();
        DriverFiles.make(drivers.resolve("fw.bin"), 5000);
        files = DriverFiles.in(drivers);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        files.close();
        assertThat(HeldResources.now()).isEqualTo(before);
    }

    @Test
    void aSecondMappingThroughTheSameHandleIsRefused() throws IOException {
        NdisHandle handle = DriverFiles.open(files, "fw.bin");
        MemorySegment buffer = files.ndisMapFile(handle).mapped();
        NdisMapResult second = files.ndisMapFile(handle);
        assertThat(second.status()).isEqualTo(ALREADY);
        assertThat(second.buffer()).isNull();
        assertThatThrownBy(second::mapped).hasMessage("NDIS_STATUS_ALREADY_MAPPED");
        assertThat(buffer.scope().isAlive()).isTrue();
        files.ndisUnmapFile(handle);
        assertThat(files.ndisMapFile(handle).status()).isZero();
    }

    @Test
    void anotherHandleUnderAnotherNameIsRefusedUntilTheFirstUnmaps() throws IOException {
        try (NdisFiles others = DriverFiles.in(drivers)) {
            NdisHandle first = DriverFiles.open(files, "fw.bin");
            NdisHandle second = DriverFiles.open(others, "FW.BIN");
            files.ndisMapFile(first).mapped();
            assertThat(others.ndisMapFile(second).status()).isEqualTo(ALREADY);
            others.ndisUnmapFile(second);
            assertThat(others.ndisMapFile(second).status()).as("not its to unmap")
                    .isEqualTo(ALREADY);
            files.ndisUnmapFile(first);
            assertThat(others.ndisMapFile(second).status()).isZero();
            assertThat(files.ndisMapFile(first).status()).isEqualTo(ALREADY);
            others.ndisCloseFile(second);
            assertThat(files.ndisMapFile(first).status()).isZero();
        }
    }

    @Test
    void anotherNameOfTheSameFileIsTheSameFile() throws IOException {
        try {
            Files.createLink(drivers.resolve("hard.bin"), drivers.resolve("fw.bin"));
            Files.createSymbolicLink(drivers.resolve("soft.bin"), Path.of("fw.bin"));
        } catch (IOException | UnsupportedOperationException e) {
            assumeTrue(false, "needs links: " + e);
        }
        files.ndisMapFile(DriverFiles.open(files, "fw.bin")).mapped();
        assertThat(files.ndisMapFile(DriverFiles.open(files, "hard.bin")).status())
                .isEqualTo(ALREADY);
        assertThat(files.ndisMapFile(DriverFiles.open(files, "soft.bin")).status())
                .isEqualTo(ALREADY);
    }

    @Test
    void otherFilesAreNotHeldUpEvenByOneThatIsGone() throws IOException {
        files.ndisMapFile(DriverFiles.open(files, "fw.bin")).mapped();
        Files.delete(drivers.resolve("fw.bin"));
        for (int i = 0; i < 20; i++) {
            DriverFiles.make(drivers.resolve("fw.bin"), 10 + i);
            NdisHandle handle = DriverFiles.open(files, "fw.bin");
            assertThat(files.ndisMapFile(handle).mapped().byteSize()).isEqualTo(10 + i);
            Files.delete(drivers.resolve("fw.bin"));
        }
    }

    @Test
    void exclusiveFilesAndNdisFilesKeepEachOtherOut() throws IOException {
        NdisHandle handle = DriverFiles.open(files, "fw.bin");
        try (ExclusiveFile file = DriverFiles.exclusive(drivers.resolve("fw.bin"))) {
            file.map();
            assertThat(files.ndisMapFile(handle).status()).isEqualTo(ALREADY);
            file.unmap();
            files.ndisMapFile(handle).mapped();
            assertThatThrownBy(file::map).isInstanceOf(AlreadyMappedException.class);
        }
    }

    @Test
    void ofManyThreadsOneHasTheBufferAtATime() throws Exception {
        AtomicInteger holders = new AtomicInteger();
        AtomicLong turns = new AtomicLong();
        AtomicLong refusals = new AtomicLong();
        NdisHandle shared = DriverFiles.open(files, "fw.bin");
        List<Future<?>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int t = 0; t < 8; t++) {
                boolean own = t % 2 == 0;
                results.add(
                        threads.submit(
                                () -> {
                                    NdisHandle handle =
                                            own ? DriverFiles.open(files, "FW.bin") : shared;
                                    for (int i = 0; i < 2_000; i++) {
                                        NdisMapResult result = files.ndisMapFile(handle);
                                        if (result.buffer() == null) {
                                            refusals.incrementAndGet();
                                            continue;
                                        }
                                        assertThat(holders.incrementAndGet()).isEqualTo(1);
                                        result.buffer().get(ValueLayout.JAVA_BYTE, 4999);
                                        turns.incrementAndGet();
                                        holders.decrementAndGet();
                                        files.ndisUnmapFile(handle);
                                    }
                                    return null;
                                }));
            }
            for (Future<?> result : results) {
                result.get();
            }
        }
        System.out.println("ExclusivityTest " + turns + " turns, " + refusals + " refusals");
        assertThat(turns.get() + refusals.get()).isEqualTo(16_000);
        assertThat(turns.get()).isPositive();
    }
}
