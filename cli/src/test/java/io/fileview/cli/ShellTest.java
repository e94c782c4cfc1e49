package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How names are quoted in the commands that are suggested. */
class ShellTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {
        "a.bin, a.bin, a.bin, a.bin",
        "/d/a-b_c, /d/a-b_c, /d/a-b_c, /d/a-b_c",
        "日ü, 日ü, 日ü, 日ü",
        "a b, 'a b', \"a b\", '\"a b\"'",
        "it's, 'it'\\''s', \"it's\", '\"it''s\"'",
        "it’s, 'it’s', \"it’s\", '\"it’’s\"'",
        "‘;‛‚, '‘;‛‚', \"‘;‛‚\", '\"‘‘;‛‛‚‚\"'",
        "C:\\d\\a, 'C:\\d\\a', C:\\d\\a, C:\\d\\a",
        "a b\\, 'a b\\', \"a b\\\\\", '\"a b\\\\\"'",
        "a^b, 'a^b', \"a^b\", '\"a^b\"'",
        "a&b, 'a&b', \"a&b\", '\"a&b\"'",
        "$a, '$a', \"$a\", '\"$a\"'",
        "~a,b=c;~, ~'a,b=c;'~, ~\"a,b=c;\"~, ~'\"a,b=c;\"'~",
        "%PATH%, ''%PATH%'', \"\"^%\"PATH\"^%\"\", '\"\"^%\"PATH\"^%\"\"'",
    })
    void eachShellGetsTheNameBack(String name, String posix, String cmd, String powerShell) {
        if (!name.contains("%")) {
            assertThat(Shell.POSIX.word(name)).isEqualTo(posix);
        }
        assertThat(Shell.CMD.word(name)).isEqualTo(cmd);
        assertThat(Shell.POWERSHELL.word(name)).isEqualTo(powerShell);
    }

    @Test
    void whatCannotBeShownIsTypedAsBytes() {
        OutputStream none = OutputStream.nullOutputStream();
        Output ascii = Output.to(none, none, StandardCharsets.US_ASCII);
        Output utf8 = Output.to(none, none, StandardCharsets.UTF_8);

        assertThat(Shell.POSIX.word("\u00fc'\n", ascii)).isEqualTo("$'\\303\\274\\047\\012'");
        assertThat(Shell.POSIX.word("\udcff", utf8)).isEqualTo("$'\\377'");
        assertThat(Shell.POSIX.word("\u00fc", utf8)).isEqualTo("\u00fc");
        assertThat(Shell.POSIX.word("a b", ascii)).isEqualTo("'a b'");
    }

    /** What cmd.exe leaves of it is split by the rules of Windows. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {
        "a b", "it's", "a b\\", "a b\\\\", "a&b", "$a", "~a,b~", "%PATH%", "a%", "x y%z",
    })
    void theProgramGetsTheNameBack(String name) {
        String typed = Shell.CMD.word(name).replace("^%", "%"); // the ^ is outside the quotes
        assertThat(WindowsCommandLine.split("java " + typed)).containsExactly("java", name);
    }
}
