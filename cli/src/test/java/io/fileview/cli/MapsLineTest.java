package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MapsLineTest {
    @Test
    void readsTheLinesThatAreAboutFiles() {
        String maps =
                """
                        55d0c9e00000-55d0c9e21000 rw-p 00000000 00:00 0          [heap]
                        7f3a00000000-7f3a00002000 rw-s 00021000 fd:0a 1234567    /data/a file
                        7f3a10000000-7f3a10001000 rw-p 00000000 00:00 0\s
                        ffffffffff600000-ffffffffff601000 r-xp 00000000 103:02 9  /b (deleted)
                        """;

        assertThat(MapsLine.parse(maps.getBytes(StandardCharsets.UTF_8)).lines())
                .containsExactly(
                        new MapsLine(
                                0x7f3a00000000L,
                                0x7f3a00002000L,
                                "rw-s",
                                new FileId(FileId.device(0xfd, 0x0a), 1234567),
                                "/data/a file"),
                        new MapsLine(
                                0xffffffffff600000L,
                                0xffffffffff601000L,
                                "r-xp",
                                new FileId(FileId.device(0x103, 2), 9),
                                "/b (deleted)"));
    }

    @Test
    void allNumbersAreUnsigned() {
        String maps =
                """
                        7f3a00000000-7f3a00002000 r--s 00000000 00:2a 18446744073709551615 /far
                        7f3a00002000-7f3a00003000 r--s 00000000 00:2a 9223372036854775808 /just
                        """;

        assertThat(MapsLine.parse(maps.getBytes(StandardCharsets.UTF_8)).lines())
                .extracting(line -> line.file().inode())
                .containsExactly(-1L, Long.MIN_VALUE);
    }

    @Test
    void linesThatAreNotUnderstoodAreCountedAndSkipped() {
        String maps =
                """
                        7f3a00000000-7f3a00002000 r--s 00000000 fd:0a 99999999999999999999 /too-large
                        7f3a00000000-7f3a00002000 r--s 00000000 fd:0a 12 /good
                        what
                        7f3a00000000-7f3a00002000

                        7f3a00000000-7f3a00002000 r--s 00000000 fd0a 12 /no-colon
                        """;
        MapsLine.Parsed parsed = MapsLine.parse(maps.getBytes(StandardCharsets.UTF_8));

        assertThat(parsed.lines()).extracting(MapsLine::path).containsExactly("/good");
        assertThat(parsed.notUnderstood()).isEqualTo(5);
    }

    @Test
    void nothingHasNoLines() {
        assertThat(MapsLine.parse(new byte[0]).lines()).isEmpty();
    }
}
