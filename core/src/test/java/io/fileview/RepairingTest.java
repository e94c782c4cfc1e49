package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.guarded.GuardedAccess;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.TestFiles;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repair reads the pages that were bad, and not all between them. */
@NeedsKernel("counts the pages in the file cache")
class RepairingTest {
    private static final long SIZE = 1L << 30;
    private static final long FEW_PAGES = 4_000; // of more than 260,000, reads ahead included

    @TempDir
    Path directory;

    @Test
    @Tag("linux-only")
    void twoPagesFarFromEachOther() throws Exception {
        Path file = directory.resolve("file");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(SIZE);
        }
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            GuardedAccess access = view.guarded();
            TestFiles.truncate(file, 0);
            for (long offset : new long[] {5_000, SIZE - 5_000}) {
                assertThatExceptionOfType(FileShrankException.class)
                        .isThrownBy(() -> access.getByte(offset));
            }
            TestFiles.truncate(file, SIZE);
            view.repair();
            mapping.cached()
                    .ifPresent(counts -> assertThat(counts.cached()).isLessThan(FEW_PAGES));
            assertThat(access.getByte(SIZE - 5_000)).isZero();
            view.repair();
        }
    }
}
