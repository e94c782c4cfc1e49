package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unmapped pages leave the resident set of the process. */
class ResidentSetTest {
    private static final int SIZE = 64 << 20;
    private static final long KIB = SIZE / 1024;
    private static final long NOISE = KIB / 8;

    @TempDir
    private Path directory;

    @BeforeEach
    void needs() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/proc/self/status")),
                "needs Linux, which reports the parts of the resident set");
        DriverFiles.make(directory.resolve("fw.bin"), SIZE);
    }

    @Test
    void anNdisFileIsInTheResidentSetOnlyWhileItIsMapped() throws IOException {
        try (NdisFiles files = DriverFiles.in(directory)) {
            long before = mappedKib();
            NdisHandle handle = DriverFiles.open(files, "fw.bin");
            assertThat(mappedKib() - before).as("opened").isLessThan(NOISE);
            for (int i = 0; i < 3; i++) {
                touch(files.ndisMapFile(handle).mapped());
                assertThat(mappedKib() - before).as("mapped").isGreaterThan(KIB - NOISE);
                files.ndisUnmapFile(handle);
                assertThat(mappedKib() - before).as("unmapped").isLessThan(NOISE);
            }
        }
    }

    @Test
    void anExclusiveFileIsInTheResidentSetOnlyWhileItIsMapped() throws IOException {
        try (ExclusiveFile file = DriverFiles.exclusive(directory.resolve("fw.bin"))) {
            long before = mappedKib();
            for (int i = 0; i < 3; i++) {
                touch(file.map());
                assertThat(mappedKib() - before).as("mapped").isGreaterThan(KIB - NOISE);
                file.unmap();
                assertThat(mappedKib() - before).as("unmapped").isLessThan(NOISE);
            }
        }
    }

    private static void touch(MemorySegment buffer) {
        for (long i = 0; i < SIZE; i += 4096) {
            buffer.get(ValueLayout.JAVA_BYTE, i);
        }
    }

    /** Pages of files, and of unnamed memory, which the kernel counts as shared memory. */
    private static long mappedKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssFile:") || line.startsWith("RssShmem:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }
}
