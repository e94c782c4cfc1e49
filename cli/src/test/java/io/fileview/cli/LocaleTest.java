package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of names and texts are those that were typed, whatever the locale can express. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere names are not bytes")
class LocaleTest {
    private static final String SCRIPT = """
            cd "$dir" || exit 1
            long=$(printf 'n%.0s' $(seq 255))
            for name in plain "$(printf '\\303\\274')" "$(printf '\\377')" "$(printf 'a\\nb')" \\
                "$(printf '\\033[31m')" "$long"; do
                printf 0123456789 >"$name"
                $fileview patch "$name" --offset 1 --text "$(printf '\\303\\244\\376')" >printed ||
                    { echo "patch $name: $?"; continue; }
                [ "$(od -An -tx1 <"$name")" = " 30 c3 a4 fe 34 35 36 37 38 39" ] ||
                    { echo "patched $name:"; od -An -tx1 <"$name"; }
                $fileview view --raw "./$name" >seen || echo "view $name: $?"
                cmp -s seen "$name" || echo "view $name: other bytes"
                $fileview stat --json "$dir/$name" >seen || echo "stat $name: $?"
                grep -q '"size": 10' seen || { echo "stat $name:"; cat seen; }
                rm -- "$name"
            done
            """;

    @TempDir
    Path dir;

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void everyNameWorks(String locale) throws Exception {
        Path printed = dir.resolve("messages");
        Path work = Files.createDirectory(dir.resolve("d"));
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", SCRIPT)
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile());
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        builder.environment()
                .put(
                        "fileview",
                        java + " -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED "
                                + Main.class.getName());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("LC_ALL", locale);
        builder.environment().put("dir", work.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("the script has ended").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(Files.readString(printed, StandardCharsets.ISO_8859_1)).isEmpty();
    }
}
