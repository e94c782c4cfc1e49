package io.fileview.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fileview in a run-time image that has only what the program needs. */
class ImageTest {
    @TempDir
    Path directory;

    @Test
    void aProgramMapsAFileWithoutFlightRecorderAndManagement() throws Exception {
        assumeTrue(
                Files.isDirectory(Program.JDK.resolve("jmods"))
                        || ProgramModule.jdk("jlink", "--help").contains("run-time image enabled"),
                "needs a JDK of which jlink can make images: one with jmods, or that links from itself");
        Path image = directory.resolve("image");
        ProgramModule.jdk(
                "jlink",
                "--module-path",
                ProgramModule.compile(directory) + File.pathSeparator + Projects.library(),
                "--add-modules",
                "app",
                "--output",
                image.toString());
        String java = image.resolve("bin/java").toString();
        assertThat(Program.run(directory, Map.of(), List.of(java, "--list-modules")).out())
                .map(module -> module.replaceFirst("@.*", ""))
                .contains("app", "io.fileview")
                .doesNotContain("jdk.jfr", "java.management");

        MappedFile.isChangedBy(
                directory,
                List.of(java, "--enable-native-access=io.fileview", "-m", "app/app.Main"));
    }
}
