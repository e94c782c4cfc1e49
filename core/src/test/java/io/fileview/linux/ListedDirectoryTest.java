package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.linux.ListedDirectory.Entry;
import io.fileview.linux.ListedDirectory.Kind;
import io.fileview.pages.CacheCounts;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.Command;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsLinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory tells the kinds of its entries, and its regular files are opened to count pages. */
@NeedsLinux("makes system calls")
class ListedDirectoryTest {
    @TempDir
    Path dir;

    private Path file(String name, int size) throws IOException {
        return Files.write(dir.resolve(name), new byte[size]);
    }

    private static List<Path> paths(ListedDirectory directory) {
        return directory.entries().stream().map(Entry::path).toList();
    }

    private static Entry entry(ListedDirectory directory, String name) {
        return directory.entries().stream()
                .filter(entry -> entry.path().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean opens(Entry entry) {
        try (CountedPages pages = entry.open()) {
            return pages != null;
        }
    }

    @Test
    void theEntriesHaveTheirKindsAndAreInTheOrderOfTheirNames() throws Exception {
        file("b", 1);
        Files.createDirectory(dir.resolve("a"));
        Files.createSymbolicLink(dir.resolve("c"), dir.resolve("b"));
        Command.run("mkfifo", dir.resolve("d").toString());
        try (ListedDirectory listed = ListedDirectory.open(dir)) {
            assertThat(listed).isNotNull();
            assertThat(paths(listed))
                    .containsExactly(
                            dir.resolve("a"), dir.resolve("b"), dir.resolve("c"), dir.resolve("d"));
            assertThat(listed.entries().stream().map(Entry::kind))
                    .containsExactly(Kind.DIRECTORY, Kind.FILE, Kind.LINK, Kind.OTHER);
            assertThat(opens(entry(listed, "b"))).isTrue();
        }
    }

    /** More than one call of the kernel returns, in the order of unsigned bytes, as the JDK has it. */
    @Test
    void manyEntriesAreThoseThatTheJdkLists() throws Exception {
        for (int i = 0; i < 5_000; i++) {
            Files.createFile(dir.resolve("a-name-that-takes-some-room-" + i));
        }
        Files.createFile(PathBytes.resolve(dir, new byte[] {'a', (byte) 0xff}));
        Files.createFile(PathBytes.resolve(dir, new byte[] {'a', (byte) 0xc3, (byte) 0xa4}));
        try (ListedDirectory listed = ListedDirectory.open(dir);
                var jdk = Files.list(dir)) {
            assertThat(listed).isNotNull();
            assertThat(paths(listed)).isEqualTo(jdk.sorted().toList());
        }
    }

    @Test
    void theCountsAreThoseOfTheEngine() throws Exception {
        Path file = file("file", (int) Pages.SIZE * 3 + 1);
        Files.createLink(dir.resolve("other"), file);
        try (EngineFile engine =
                new LinuxEngine()
                        .open(
                                FileLocation.of(file),
                                OpenRequest.existing(Protection.READ_ONLY));
                ListedDirectory listed = ListedDirectory.open(dir)) {
            assertThat(listed).isNotNull();
            try (CountedPages pages = entry(listed, "file").open()) {
                assertThat(pages).isNotNull();
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
    }

    @Test
    void whatHasTakenTheNameOfAFileIsNotOpened() throws Exception {
        for (String name : new String[] {"fifo", "link", "directory", "gone", "empty"}) {
            file(name, 1);
        }
        Path other = file("other", 1);
        try (ListedDirectory listed = ListedDirectory.open(dir)) {
            assertThat(listed).isNotNull();
            for (Entry entry : listed.entries()) {
                assertThat(opens(entry)).as(entry.path().toString()).isTrue();
                if (!entry.path().equals(other)) {
                    Files.delete(entry.path());
                }
            }
            Command.run("mkfifo", dir.resolve("fifo").toString());
            Files.createSymbolicLink(dir.resolve("link"), other);
            Files.createDirectory(dir.resolve("directory"));
            file("empty", 0);
            for (Entry entry : listed.entries()) {
                assertThat(opens(entry))
                        .as(entry.path().toString())
                        .isEqualTo(entry.path().equals(other));
            }
        }
    }

    /** As containers mount devices and files of the kernel on empty files. */
    @Test
    void aFileOnWhichSomethingIsMountedIsNotOpened() throws Exception {
        Needs.administrator();
        Path file = file("file", 1);
        file("other", 1);
        Command.run("mount", "--bind", "/dev/null", file.toString());
        try (ListedDirectory listed = ListedDirectory.open(dir)) {
            assertThat(listed).isNotNull();
            assertThat(entry(listed, "file").kind()).isEqualTo(Kind.FILE);
            assertThat(opens(entry(listed, "file"))).isFalse();
            assertThat(opens(entry(listed, "other"))).isTrue();
        } finally {
            Command.run("umount", file.toString());
        }
        try (ListedDirectory listed = ListedDirectory.open(dir)) {
            assertThat(listed).isNotNull();
            assertThat(opens(entry(listed, "file"))).isTrue();
        }
    }

    @Test
    void directoriesOfFilesThatTheKernelMakesAndWhatIsNoneAreNotListed() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), dir);
        assertThat(ListedDirectory.open(Path.of("/proc/self"))).isNull();
        assertThat(ListedDirectory.open(link)).isNull();
        assertThat(ListedDirectory.open(file("file", 1))).isNull();
        assertThat(ListedDirectory.open(dir.resolve("none"))).isNull();
    }

    /** The path of an entry begins as that of the directory does, also if its name is no text. */
    @Test
    void theEntriesOfARelativeDirectoryAreRelative() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Files.createFile(PathBytes.resolve(dir, new byte[] {'a', (byte) 0xff}));
        Path relative = here.relativize(dir.toAbsolutePath());
        try (ListedDirectory listed = ListedDirectory.open(relative);
                var jdk = Files.list(relative)) {
            assertThat(listed).isNotNull();
            assertThat(paths(listed)).isEqualTo(jdk.toList());
            assertThat(paths(listed).get(0).isAbsolute()).isFalse();
        }
    }
}
