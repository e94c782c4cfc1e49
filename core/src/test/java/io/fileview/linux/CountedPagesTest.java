package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.AddressSpace;
import io.fileview.testing.Command;
import io.fileview.testing.NeedsLinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of a file are counted without mapping it, whatever has its name by then. */
@NeedsLinux("makes system calls")
class CountedPagesTest {
    @TempDir
    Path dir;

    private static EngineFile engine(Path file) throws IOException {
        return new LinuxEngine()
                .open(FileLocation.of(file), OpenRequest.existing(Protection.READ_ONLY));
    }

    private static CountedPages open(Path entry) {
        CountedPages pages = CountedPages.of(entry);
        assertThat(pages).isNotNull();
        return pages;
    }

    private static long pages(CountedPages file) {
        return file.count(new ByteRange(0, file.size())).orElseThrow().pages();
    }

    private Path file(String name, long size) throws IOException {
        return Files.write(dir.resolve(name), new byte[(int) size]);
    }

    @Test
    void theCountsAreThoseOfTheEngine() throws Exception {
        Path file = file("file", Pages.SIZE * 3 + 1);
        Files.createLink(dir.resolve("other"), file);
        try (EngineFile engine = engine(file);
                CountedPages pages = open(file)) {
            assertThat(pages.isRegular()).isTrue();
            assertThat(pages.size()).isEqualTo(Pages.SIZE * 3 + 1);
            assertThat(pages.pageSize()).isEqualTo(engine.pageSize());
            assertThat(pages.device()).isEqualTo(engine.identity().volume());
            assertThat(pages.inode()).isEqualTo(engine.identity().number());
            assertThat(pages.links()).isEqualTo(2);
            ByteRange middle = new ByteRange(Pages.SIZE, Pages.SIZE * 2);
            assertThat(pages.count(middle).map(CacheCounts::pages))
                    .isEqualTo(engine.cached(middle).map(CacheCounts::pages));
            assertThat(pages.count(middle).map(CacheCounts::cached))
                    .isEqualTo(engine.cached(middle).map(CacheCounts::cached));
        }
    }

    @Test
    void theFileThatWasSeenIsCountedWhateverHasItsName() throws Exception {
        Path file = file("file", Pages.SIZE * 3);
        try (CountedPages pages = open(file)) {
            Files.move(file, dir.resolve("old"));
            file("file", 1);

            assertThat(pages(pages)).isEqualTo(3);
        }
        try (CountedPages pages = open(dir.resolve("old"))) {
            Files.delete(dir.resolve("old"));

            assertThat(pages(pages)).isEqualTo(3);
        }
    }

    @Test
    void linksAndDirectoriesAndWhatIsNotThereHaveNoPages() throws Exception {
        Path file = file("file", 1);
        Path link = Files.createSymbolicLink(dir.resolve("link"), file);
        try (CountedPages pages = open(link)) {
            assertThat(pages.isRegular()).isFalse();
            assertThat(pages.isDirectory()).isFalse();
            assertThat(pages.count(new ByteRange(0, 1))).isEmpty();
        }
        try (CountedPages pages = open(dir)) {
            assertThat(pages.isDirectory()).isTrue();
            assertThat(pages.count(new ByteRange(0, 1))).isEmpty();
        }
        assertThat(CountedPages.of(dir.resolve("none"))).isNull();
    }

    /** The process that opens a pipe for writing waits until another opens it for reading. */
    @Test
    void aPipeIsNotOpened() throws Exception {
        Path pipe = dir.resolve("pipe");
        Command.run("mkfifo", pipe.toString());
        Process writer = new ProcessBuilder("sh", "-c", "echo > " + pipe).start();
        try (CountedPages pages = open(pipe)) {
            assertThat(pages.isRegular()).isFalse();
            assertThat(pages.count(new ByteRange(0, 1))).isEmpty();
            assertThat(writer.isAlive()).isTrue();
        } finally {
            writer.destroy();
            writer.waitFor();
        }
    }

    /** The file is not kept from being unmounted or changed by whoever waits for output. */
    @Test
    void nothingIsOpenAfterClosing() throws Exception {
        Path file = file("file", 1);
        CountedPages pages = open(file);
        assertThat(pages(pages)).isEqualTo(1);
        pages.close();
        pages.close();

        assertThat(pages.count(new ByteRange(0, 1))).isEmpty();
        assertThat(AddressSpace.openDescriptors(file)).isZero();
    }

    /** Also one in the name, which the text of a path in the C locale does not have. */
    @Test
    void everyByteOfAPathIsThatOfTheKernel() throws Exception {
        Path umlaut =
                PathBytes.resolve(dir, new byte[] {'a', (byte) 0xc3, (byte) 0xa4, (byte) 0xff});
        Files.write(umlaut, new byte[1]);
        try (CountedPages pages = open(umlaut)) {
            assertThat(pages(pages)).isEqualTo(1);
        }
    }

    /** As if a link had taken the place of the directory, whose URI ends with a slash. */
    @Test
    void thePathOfADirectoryEndsWithItsName() throws Exception {
        Path directory =
                Files.createDirectory(PathBytes.resolve(dir, new byte[] {'a', (byte) 0xff}));
        byte[] path = PathBytes.absolute(directory);

        assertThat(Arrays.copyOfRange(path, path.length - 2, path.length))
                .isEqualTo(new byte[] {'a', (byte) 0xff});
    }
}
