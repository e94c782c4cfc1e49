package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.spi.Place;
import io.fileview.testing.DisturbedMapping;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.SmallDisk;
import io.fileview.testing.TestFiles;
import io.fileview.testing.ViewBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a flush that failed leaves pending: no more than may have changed, and nothing that is
 * written meanwhile is lost.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class FlushRepairRangesTest {
    private static final int PAGE = EngineUnderTest.pageSize();

    @TempDir
    Path directory;

    /** Only pages that are in the cache can have been changed: the rest is left alone. */
    @Test
    @Tag("linux-only")
    void cachedPagesBecomeDirtyAndNoOthers() throws Exception {
        Path file = directory.resolve("sparse");
        long size = 1L << 32;
        AtomicBoolean fails = new AtomicBoolean();
        try (FileMapping plain =
                EngineUnderTest.builder(file)
                        .protection(Protection.READ_WRITE)
                        .createNew()
                        .size(size)
                        .sparse()
                        .open();
                FileMapping mapping = failing(file, fails);
                View view = mapping.map()) {
            plain.flush(Durability.DEVICE);
            view.advise(Advice.RANDOM); // nothing is read beside what is touched
            for (long page : new long[] {0, 5, 6, 30_000, size / PAGE - 1}) {
                bytesOf(view).set(page * PAGE, 1);
            }
            plain.flush(Durability.DEVICE);
            long cached = view.cached().orElseThrow().cached();
            assertThat(view.cached().orElseThrow().dirty()).isZero();
            fails.set(true);
            // The kernel may write what is dirty again.
            Eventually.holds(
                    "all cached pages are dirty again",
                    () -> {
                        assertThatExceptionOfType(FlushFailedException.class)
                                .isThrownBy(() -> view.flush(Durability.DEVICE));
                        return view.cached().orElseThrow().dirty() == cached;
                    });
            assertThat(view.cached().orElseThrow().cached()).isEqualTo(cached);
            fails.set(false);
            view.flush(Durability.DEVICE);
            assertThat(view.cached().orElseThrow().dirty()).isZero();
        }
    }

    @NeedsKernel("the memory engine maps no range as large as that")
    @Test
    @Tag("linux-only")
    void theLargestFileOwesNoMoreThanItsCacheHolds() throws Exception {
        AtomicBoolean fails = new AtomicBoolean();
        try (SmallDisk disk = SmallDisk.in(directory, 1 << 20)) {
            Path file = disk.root().resolve("sparse");
            EngineUnderTest.builder(file)
                    .protection(Protection.READ_WRITE)
                    .createNew()
                    .size(Long.MAX_VALUE)
                    .sparse()
                    .open()
                    .close();
            try (FileMapping mapping = failing(file, fails);
                    View view = mapping.map(Long.MAX_VALUE - 300_000, 50_000)) {
                bytesOf(view).fill(1);
                fails.set(true);
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> mapping.flush(Durability.DEVICE));
                assertThat(mapping.pending())
                        .containsExactly(new ByteRange(0, Long.MAX_VALUE));
                fails.set(false);
                mapping.flush(Durability.DEVICE);
                assertThat(mapping.pending()).isEmpty();
            }
        }
    }

    @Test
    void whoWritesMeanwhileLosesNothing() throws Exception {
        Path file = TestFiles.write(directory.resolve("counters"), new byte[16 * PAGE]);
        AtomicBoolean fails = new AtomicBoolean();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong written = new AtomicLong();
        try (FileMapping mapping = failing(file, fails);
                View view = mapping.map()) {
            // Plain writes, which a read-modify-write of the word by anybody else would undo.
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(
                            () -> {
                                ViewBytes counters = bytesOf(view);
                                for (long i = 1; !stop.get(); i++) {
                                    for (long page = 0; page < 16; page++) {
                                        long at = page * PAGE;
                                        assertThat(counters.getLong(at)).isEqualTo(i - 1);
                                        counters.setLong(at, i);
                                    }
                                    written.set(i);
                                }
                            });
            for (int i = 0; i < 200 && !writer.isDone(); i++) {
                fails.set(true);
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> mapping.flush(Durability.WRITTEN));
                fails.set(false);
                mapping.flush(Durability.WRITTEN);
            }
            stop.set(true);
            writer.get();
            assertThat(written.get()).isPositive();
            for (long page = 0; page < 16; page++) {
                assertThat(bytesOf(view).getLong(page * PAGE)).isEqualTo(written.get());
            }
        }
    }

    @Test
    void aFileThatHasShrunkMeanwhileOwesTheRestNoMore() throws Exception {
        Path file = Sample.file(directory, 100_000);
        AtomicBoolean fails = new AtomicBoolean();
        try (FileMapping mapping = failing(file, fails)) {
            try (View view = mapping.map()) {
                fails.set(true);
                assertThatExceptionOfType(FlushFailedException.class)
                        .isThrownBy(() -> view.flush(Durability.DEVICE));
            }
            fails.set(false);
            mapping.truncate(5_000);
            mapping.flush(Durability.DEVICE);
            assertThat(mapping.pending()).isEmpty();
        }
        assertThatFile(file).hasBinaryContent(Arrays.copyOf(Sample.bytes(100_000), 5_000));
    }

    private static FileMapping failing(Path file, AtomicBoolean fails) throws IOException {
        return DisturbedMapping.open(
                file,
                Protection.READ_WRITE,
                method -> {
                    if (method.equals("flush") && fails.get()) {
                        throw new FlushFailedException(Place.of(file.toString()), "fails", null);
                    }
                });
    }
}
