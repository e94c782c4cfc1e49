package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names Windows would take for something else than a file of that name. */
class WindowsNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "a", "a.txt", ".", "..", "..\\a", "a\\.\\b", ".hidden", "a..b", " a", "a b", "dir\\",
        "dir/sub/", "C:\\a", "C:/a", "C:a", "c:", "C:", "C:..\\a", "\\a", "/a", "x:y",
        "\\\\server\\share\\a", "//server/share/a", "\\\\server\\share", "\\\\?\\C:\\a",
        "\\\\?\\UNC\\server\\share\\a", "\\\\?\\unc\\server\\share\\a", "%PATH%", "a^b", "a!b",
        "a&b", "x,y=z;", "(1)", "it's", "日.bin", "ü", "😀", "console", "auxiliary.txt", "com",
        "com10",
        "nul1", "lpt", "clock", "x.nul", "x.aux.txt", "",
    })
    void ordinaryNamesAreAccepted(String name) {
        assertThat(WindowsNames.refusal(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a*b, cannot contain *",
        "*, nothing is expanded",
        "?, nothing is expanded",
        "'dir?\\a', cannot contain ?",
        "'C:\\*\\a', cannot contain *",
        "'\\\\?\\C:\\a?b', cannot contain ?",
        "'\\\\?\\UNC\\server\\share\\a*', cannot contain *",
        "a<b, cannot contain <",
        "a>b, cannot contain >",
        "a|b, cannot contain |",
        "'a\"b', 'cannot contain \"'",
        "'a\u0001b', the code 1",
        "'a\nb', the code 10",
        "nul, NUL is a device",
        "NUL, NUL is a device",
        "aux.txt, AUX is a device",
        "aux.tar.gz, AUX is a device",
        "'con ', CON is a device",
        "'con .txt', CON is a device",
        "nul:, NUL is a device",
        "prn, PRN is a device",
        "COM1, COM1 is a device",
        "com¹.txt, COM¹ is a device",
        "lpt9, LPT9 is a device",
        "lpt0, LPT0 is a device",
        "com0.txt, COM0 is a device",
        "clock$, CLOCK$ is a device",
        "clock$:a, CLOCK$ is a device",
        "conin$, CONIN$ is a device",
        "'C:\\dir\\nul', NUL is a device",
        "C:nul, NUL is a device",
        "'aux\\a', AUX is a device",
        "'\\\\?\\C:\\nul', NUL is a device",
        "ab:c, stream",
        "a.txt:b, stream",
        "a.txt::$DATA, stream",
        "'C:\\a:b', stream",
        "C:a:b, stream",
        "'\\\\?\\C:\\a:b', stream",
        "trail., dot",
        "trail.., dot",
        "..., dot",
        "'dir.\\a', dot",
        "'trail ', space",
        "'a. ', space",
        "'C:trail.', dot",
        "'\\\\.\\PhysicalDrive0', names a device",
        "'\\\\.\\C:\\a', names a device",
        "'//./C:/a', names a device",
        "'//?/C:/a', names a device",
        "'\\\\?\\Volume{1}\\a', not the path of a file",
        "'\\\\?\\a', not the path of a file",
        "'\\\\?\\C:a', not the path of a file",
        "'\\\\?\\UNC\\server', not the path of a file",
        "'\\\\server', names no share",
        "'\\\\server\\', names no share",
        "'\\\\', names no share",
    })
    void otherNamesAreRefusedInOneSentence(String name, String reason) {
        assertThat(WindowsNames.refusal(name))
                .hasValueSatisfying(
                        sentence -> assertThat(sentence)
                                .contains(reason, "; give ")
                                .doesNotEndWith(".")
                                .doesNotContain("\n"));
    }
}
