package io.fileview.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fileview within the jar of a program, under another name and without META-INF/services. */
class RelocatedTest {
    @TempDir
    Path directory;

    @Test
    void aProgramMapsAFile() throws Exception {
        Path jar = Projects.built("shaded").resolve("program.jar");
        try (JarFile shaded = new JarFile(jar.toFile())) {
            assertThat(shaded.stream().map(JarEntry::getName))
                    .contains("x/shaded/fileview/FileMapping.class")
                    .noneMatch(name -> name.startsWith("io/fileview/"))
                    .noneMatch(name -> name.startsWith("META-INF/services/"));
        }

        MappedFile.isChangedBy(
                directory,
                List.of(
                        Program.JDK.resolve("bin/java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        jar.toString(),
                        "app.Main"));
    }
}
