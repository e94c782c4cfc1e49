package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How the files of a snapshot are sorted and printed. */
class TopTableTest {
    private static final List<FileHolder> TWO =
            List.of(
                    new FileHolder(12, "java", true, 0),
                    new FileHolder(1234567, "a-long-name-\033x", false, 4096));

    private static TopFile file(
            String name, @Nullable Long cached, long dirty, long size, List<FileHolder> holders,
            boolean isDeleted) {
        return new TopFile(
                PathText.of(name),
                new CachedFile(size, 4096, cached, dirty, 0L, cached == null ? "why" : null),
                isDeleted,
                TopFile.Kind.FILE,
                holders,
                cached == null ? "why" : null);
    }

    private static final TopFile A = file("/a", 3L, 0, 90_000, List.of(), false);
    private static final TopFile B = file("/b", 2L, 2, 10_000, TWO, true);
    private static final TopFile C = file("/c", null, 0, 20_000, List.of(), false);

    private static String order(Comparator<TopFile> order) {
        List<TopFile> files = new ArrayList<>(List.of(C, B, A));
        files.sort(order);
        return String.join("", files.stream().map(file -> file.name().text()).toList());
    }

    @Test
    void eachKeyHasItsOrderAndWhatIsUnknownIsLast() {
        assertThat(order(TopKey.CACHED.order())).isEqualTo("/a/b/c");
        assertThat(order(TopKey.DIRTY.order())).isEqualTo("/b/a/c");
        assertThat(order(TopKey.MAPPED.order())).isEqualTo("/b/a/c");
        assertThat(order(TopKey.SIZE.order())).isEqualTo("/a/c/b");
    }

    private static TopSnapshot snapshot(List<TopFile> files, @Nullable PageCacheFigures cache) {
        return new TopSnapshot(
                Instant.EPOCH, files, TopSnapshot.Sum.of(files), List.of("/x: denied"), List.of(),
                2, cache);
    }

    private static List<String> lines(TopSnapshot snapshot, int rows, int most, int width) {
        return TopTable.lines(
                snapshot, Palette.of(Palette.Mode.NEVER, Terminal.none()), rows, most, width,
                true);
    }

    @Test
    void printsAWholeTable() {
        assertThat(
                lines(
                        snapshot(
                                List.of(A, B, C),
                                new PageCacheFigures(1 << 20, 1 << 18, 20480, 0)),
                        20, Integer.MAX_VALUE, 80))
                .containsExactly(
                        "IN MEMORY  SHARE     SIZE    DIRTY  MAPPED  FILE",
                        "      12K  13.6%    87.8K        0       0  /a",
                        "       8K  66.6%     9.7K       8K       1  /b",
                        "    deleted, held by 12 java, 1234567 a-long-name-\\x1bx",
                        "        ?      ?    19.5K        0       0  /c",
                        "      20K          117.1K       8K          total, 3 files",
                        "     748K  the rest: files that no process seen here maps or holds open",
                        "     256K  the rest of shared memory, likewise",
                        "       1M  the page cache in all, of which 256K is shared memory",
                        "2 processes could not be inspected and may use any file",
                        "1 file could not be inspected: /x: denied");
    }

    @Test
    void whatIsRefreshedFitsOnTheScreen() {
        List<TopFile> files = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            files.add(file("/日本/" + "語é".repeat(60) + i, 3L, 0, 90_000, TWO, i % 2 == 0));
        }
        for (int most = 1; most < 60; most++) {
            List<String> lines = lines(snapshot(files, null), 1000, most, 50);
            assertThat(lines).hasSizeLessThanOrEqualTo(most);
            for (String line : lines) {
                assertThat(line.codePoints().map(c -> c >= 0x1100 ? 2 : 1).sum())
                        .as(line)
                        .isLessThanOrEqualTo(64); // a name has 20 columns at least
            }
        }
        assertThat(lines(snapshot(files, null), 1000, 30, 80)).hasSizeBetween(29, 30);
    }

    @Test
    void theRestIsNeverNegative() {
        String meminfo = "MemTotal: 9999 kB\nCached:  100 kB\nShmem:  40 kB\nOdd\n";
        PageCacheFigures cache = PageCacheFigures.of(meminfo, 50 << 10, 41 << 10);
        assertThat(cache).isEqualTo(new PageCacheFigures(100 << 10, 40 << 10, 50 << 10, 41 << 10));
        assertThat(cache.restOfFiles()).isEqualTo(10 << 10);
        assertThat(cache.restOfShared()).isZero();
        assertThat(cache.excess()).isEqualTo(1 << 10);
        assertThat(lines(snapshot(List.of(), cache), 9, Integer.MAX_VALUE, 80))
                .contains(
                        "the numbers changed while they were read: the files have 1K more than"
                                + " the cache");
        assertThat(PageCacheFigures.of("Cached: x kB\nShmem: 1 kB\n", 0, 0)).isNull();
    }

    @Test
    void theRemarkOfTheKernelIsNoPartOfTheName() {
        PathText name = PathText.of("/a\033 (deleted)");
        assertThat(name.isMarkedDeleted()).isTrue();
        assertThat(name.withoutRemark()).isEqualTo(PathText.of("/a\033"));
        assertThat(PathText.of("/a").withoutRemark()).isEqualTo(PathText.of("/a"));
    }
}
