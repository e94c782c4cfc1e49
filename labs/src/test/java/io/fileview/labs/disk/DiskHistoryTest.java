package io.fileview.labs.disk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskHistoryTest {
    private static final int BLOCK = 4096;
    private static final int SECTOR = 512;
    private static final DiskLayout LAYOUT = new DiskLayout(6 * BLOCK, 4 * BLOCK);

    @TempDir
    private Path directory;

    private Path log;
    private final SplittableRandom random = new SplittableRandom(1);

    @BeforeEach
    void setLog() {
        log = directory.resolve("log");
    }

    @Test
    void whatAFlushCoversSurvivesEveryCutAfterIt() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 0, 1, block('a'));
            writer.append(LogEntry.Kind.FLUSH, 0, 2, block());
            writer.append(LogEntry.Kind.WRITE, BLOCK, 3, block('b'));
        }

        assertThat(cut(2, Tearing.NONE)).isEqualTo("a...");
        assertThat(cut(3, Tearing.NONE)).isEqualTo("a...");
        assertThat(cut(3, Tearing.ALL)).isEqualTo("ab..");
    }

    @Test
    void aWriteThatNoFlushCoversMayBeLost() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 0, 1, block('a'));
            writer.append(LogEntry.Kind.FLUSH, 0, 2, block());
        }

        assertThat(cut(0, Tearing.ALL)).isEqualTo("....");
        assertThat(cut(1, Tearing.NONE)).isEqualTo("....");
        assertThat(cut(1, Tearing.ALL)).isEqualTo("a...");
    }

    @Test
    void aWriteThatWasNotAnsweredWhenTheFlushArrivedIsNotCovered() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 0, 1, block('a'));
            writer.append(LogEntry.Kind.WRITE, BLOCK, 3, block('b'));
            writer.append(LogEntry.Kind.FLUSH, 0, 2, block());
        }

        assertThat(cut(3, Tearing.NONE)).isEqualTo("a...");
    }

    @Test
    void failedAndIgnoredFlushesCoverNothingAndFailedWritesAreNotDone() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 0, 1, block('a'));
            writer.append(LogEntry.Kind.FAILED_FLUSH, 0, 2, block());
            writer.append(LogEntry.Kind.IGNORED_FLUSH, 0, 3, block());
            writer.append(LogEntry.Kind.FAILED_WRITE, BLOCK, 4, block('b'));
        }

        assertThat(cut(4, Tearing.NONE)).isEqualTo("....");
        assertThat(cut(4, Tearing.ALL)).isEqualTo("a...");
    }

    @Test
    void aTornWriteLeavesWholeBlocks() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 0, 1, block('a', 'b', 'c', 'd'));
        }

        assertThat(IntStream.range(0, 200).mapToObj(i -> cutUnchecked(1, Tearing.BLOCKS)))
                .contains("a.c.", ".bc.", "abcd", "....")
                .allMatch(left -> left.matches("[a.][b.][c.][d.]"));
        assertThat(IntStream.range(0, 50).mapToObj(i -> cutUnchecked(1, Tearing.WRITES)))
                .containsOnly("abcd", "....");
    }

    @Test
    void sectorsOf512BytesTearBlocks() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 0, 1, block('a'));
        }
        DiskHistory history = history();
        Set<String> left = new HashSet<>();
        int torn = 0;
        for (int i = 0; i < 200; i++) {
            Path file = directory.resolve("torn");
            history.cut(1, Tearing.SECTORS, random).writeTo(file);
            byte[] bytes = Arrays.copyOf(Files.readAllBytes(file), BLOCK);
            StringBuilder sectors = new StringBuilder();
            for (int at = 0; at < BLOCK; at += SECTOR) {
                byte[] sector = Arrays.copyOfRange(bytes, at, at + SECTOR);
                assertThat(sector).containsOnly(sector[0]);
                sectors.append(sector[0] == 0 ? '.' : (char) sector[0]);
            }
            left.add(sectors.toString());
            torn += sectors.toString().matches("a+|\\.+") ? 0 : 1;
        }

        assertThat(left).allMatch(one -> one.matches("[a.]{8}")).hasSizeGreaterThan(50);
        assertThat(history.tornBlocks()).isEqualTo(torn).isPositive();
    }

    @Test
    void aDiskWithWholeBlocksTearsNone() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 512, 1, block('a', 'b'));
        }
        DiskHistory history = history();

        for (Tearing tearing : Tearing.WHOLE_BLOCKS) {
            history.cut(1, tearing, random);
        }
        assertThat(history.tornBlocks()).isZero();
    }

    @Test
    void writesAndFailuresAreFound() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 5 * BLOCK, 1, block('m'));
            writer.append(LogEntry.Kind.FLUSH, 0, 2, block());
            writer.append(LogEntry.Kind.WRITE, 0, 3, block('a'));
            writer.append(LogEntry.Kind.FAILED_WRITE, 0, 4, block('b'));
        }
        DiskHistory history = history();

        assertThat(history.writeAfter(0)).isEqualTo(3);
        assertThat(history.writeAfter(3)).isEqualTo(history.length());
        assertThat(history.failureAfter(0)).isEqualTo(3);
        assertThat(history.failureAfter(4)).isEqualTo(history.length());
        assertThat(history.markBefore(3)).isEqualTo(1);
        assertThat(history.markBefore(0)).isZero();
    }

    @Test
    void aCutBeforeAnotherOneStartsAtTheBeginning() throws IOException {
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 0, 1, block('a'));
            writer.append(LogEntry.Kind.FLUSH, 0, 2, block());
            writer.append(LogEntry.Kind.WRITE, 0, 3, block('b'));
            writer.append(LogEntry.Kind.FLUSH, 0, 4, block());
        }
        DiskHistory history = history();

        assertThat(content(history.cut(4, Tearing.NONE, random))).isEqualTo("b...");
        assertThat(content(history.cut(3, Tearing.NONE, random))).isEqualTo("a...");
        assertThat(content(history.cut(4, Tearing.NONE, random))).isEqualTo("b...");
    }

    @Test
    void marksCountFromTheMomentTheyWereWritten() throws IOException {
        ByteBuffer seven = block('m');
        seven.putLong(0, 7);
        try (DiskLog writer = new DiskLog(log)) {
            writer.append(LogEntry.Kind.WRITE, 0, 1, block('a'));
            writer.append(LogEntry.Kind.WRITE, 5 * BLOCK, 2, seven);
        }
        DiskHistory history = history();

        assertThat(history.marksAt(1)).isEmpty();
        assertThat(history.marksAt(2)).isEqualTo(Map.of(1, 7L));
        assertThat(history.markAfter(0)).isEqualTo(2);
        assertThat(history.markBefore(history.length())).isEqualTo(2);
    }

    private static ByteBuffer block(char... letters) {
        ByteBuffer data = ByteBuffer.allocate(letters.length * BLOCK);
        for (char letter : letters) {
            for (int i = 0; i < BLOCK; i++) {
                data.put((byte) letter);
            }
        }
        return data.flip();
    }

    private DiskHistory history() throws IOException {
        Path empty = directory.resolve("empty");
        Files.write(empty, new byte[(int) LAYOUT.size()]);
        return DiskHistory.read(LAYOUT, BlockImage.read(empty), log);
    }

    private String cut(int position, Tearing tearing) throws IOException {
        return content(history().cut(position, tearing, random));
    }

    private String cutUnchecked(int position, Tearing tearing) {
        try {
            return cut(position, tearing);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** One letter for each block of the file system, a dot for zeros. */
    private String content(BlockImage image) throws IOException {
        Path file = directory.resolve("after");
        image.writeTo(file);
        byte[] bytes = Files.readAllBytes(file);
        byte[] letters = new byte[4];
        for (int i = 0; i < letters.length; i++) {
            for (int j = 0; j < BLOCK; j++) {
                assertThat(bytes[i * BLOCK + j]).isEqualTo(bytes[i * BLOCK]);
            }
            letters[i] = bytes[i * BLOCK] == 0 ? (byte) '.' : bytes[i * BLOCK];
        }
        return new String(letters, US_ASCII);
    }
}
