package io.fileview.labs.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the labs measure with. */
@EnabledOnOs(OS.LINUX)
class ResidencyTest {
    private static final int PAGES = 100;

    @TempDir
    Path directory;

    @Test
    void pagesThatWereJustWrittenAreInMemory() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[PAGES * PageSize.BYTES]);
        assertThat(Residency.pages(file).cardinality()).isEqualTo(PAGES);
        assertThat(Residency.bytes(List.of(file, directory.resolve("none"))))
                .isEqualTo((long) PAGES * PageSize.BYTES);
    }

    @Test
    void anEmptyFileHasNoPages() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty"));
        assertThat(Residency.pages(empty).cardinality()).isZero();
    }

    @Test
    void aProgramIsChargedWhatItReads() throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[1 << 20]);
        Meter.Cost cost = new Meter(directory).run(List.of("cat", file.toString()));
        assertThat(cost.isGood()).isTrue();
        assertThat(cost.bytesRead()).isGreaterThanOrEqualTo(1 << 20);
        assertThat(cost.processorSeconds()).isPositive();
        assertThat(Meter.secondsToFirstLine(List.of("echo", "line"))).isPositive();
    }
}
