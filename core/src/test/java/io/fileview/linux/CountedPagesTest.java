package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.NeedsLinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a file are counted without mapping it, if it is still the file that was seen. */
@NeedsLinux("makes system calls")
class CountedPagesTest {
    @TempDir
    Path dir;

    private static FileIdentity identity(Path file) throws IOException {
        try (EngineFile open =
                new LinuxEngine()
                        .open(
                                FileLocation.of(file),
                                OpenRequest.existing(Protection.READ_ONLY))) {
            return open.identity();
        }
    }

    private static boolean isCounted(Path entry, FileIdentity seen) {
        try (CountedPages pages = CountedPages.open(entry, seen.volume(), seen.number())) {
            return pages != null;
        }
    }

    private Path file(String name, int size) throws IOException {
        return Files.write(dir.resolve(name), new byte[size]);
    }

    @Test
    void theCountsAreThoseOfTheEngine() throws Exception {
        Path file = file("file", (int) Pages.SIZE * 3 + 1);
        FileIdentity seen = identity(file);
        try (EngineFile engine =
                new LinuxEngine()
                        .open(
                                FileLocation.of(file),
                                OpenRequest.existing(Protection.READ_ONLY));
                CountedPages pages = CountedPages.open(file, seen.volume(), seen.number())) {
            assertThat(pages).isNotNull();
            assertThat(pages.size()).isEqualTo(Pages.SIZE * 3 + 1);
            assertThat(pages.pageSize()).isEqualTo(engine.pageSize());
            ByteRange middle = new ByteRange(Pages.SIZE, Pages.SIZE * 2);
            assertThat(pages.count(middle).map(CacheCounts::pages))
                    .isEqualTo(engine.cached(middle).map(CacheCounts::pages));
            assertThat(pages.count(middle).map(CacheCounts::cached))
                    .isEqualTo(engine.cached(middle).map(CacheCounts::cached));
        }
    }

    @Test
    void anotherFileThatHasTakenTheNameIsNotCounted() throws Exception {
        Path file = file("file", 1);
        FileIdentity seen = identity(file);
        assertThat(isCounted(file, seen)).isTrue();
        Files.move(file, dir.resolve("old"));
        file("file", 1);

        assertThat(isCounted(file, seen)).isFalse();
        assertThat(isCounted(dir.resolve("old"), seen)).isTrue();
    }

    @Test
    void linksEmptyFilesAndWhatIsNotThereAreLeftToTheEngine() throws Exception {
        Path file = file("file", 1);
        Path link = Files.createSymbolicLink(dir.resolve("link"), file);
        Path empty = file("empty", 0);

        assertThat(isCounted(link, identity(file))).isFalse();
        assertThat(isCounted(empty, identity(empty))).isFalse();
        assertThat(isCounted(dir.resolve("none"), identity(file))).isFalse();
    }

    /** Also one in the name, which the text of a path in the C locale does not have. */
    @Test
    void everyByteOfAPathIsThatOfTheKernel() throws Exception {
        Path umlaut =
                PathBytes.resolve(dir, new byte[] {'a', (byte) 0xc3, (byte) 0xa4, (byte) 0xff});
        Files.write(umlaut, new byte[1]);

        assertThat(isCounted(umlaut, identity(umlaut))).isTrue();
    }
}
