package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where guarded access is refused, the functions have their accesses made by system calls. */
@EnabledOnOs(OS.LINUX)
class RefusedAccessTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"taken", "unknown"})
    void memoryOfEachKindCanBeUsed(String what) throws Exception {
        List<String> lines =
                JvmInLanguage.run("", List.of(), RefusedAccess.class, what, directory);
        assertThat(lines)
                .containsExactly(
                        "refused",
                        "memory 45",
                        "memory committed again 0",
                        "reserved section 45",
                        "view of a file 45",
                        "copy-on-write view 45",
                        "image da",
                        "page lost",
                        "end");
    }
}
