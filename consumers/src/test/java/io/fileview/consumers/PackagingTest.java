package io.fileview.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a program is packed, and whatever loads it, it maps a file with Fileview. */
class PackagingTest {
    private static final String JAVA = Program.JDK.resolve("bin/java").toString();

    @TempDir
    Path directory;

    @Test
    void onTheClassPath() throws Exception {
        Path program = Projects.built("direct").resolve("program.jar");

        MappedFile.isChangedBy(
                directory,
                List.of(
                        JAVA,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        program + File.pathSeparator + Projects.library(),
                        "app.Main"));
    }

    @Test
    void onTheModulePath() throws Exception {
        Path module = ProgramModule.compile(directory);

        MappedFile.isChangedBy(
                directory,
                List.of(
                        JAVA,
                        "--enable-native-access=io.fileview",
                        "-p",
                        module + File.pathSeparator + Projects.library(),
                        "-m",
                        "app/app.Main"));
    }

    @Test
    void inAJarOfSpringBoot() throws Exception {
        Path jar = Projects.built("boot").resolve("program.jar");
        try (JarFile fat = new JarFile(jar.toFile())) {
            assertThat(fat.stream().map(entry -> entry.getName()))
                    .contains("BOOT-INF/lib/" + Projects.library().getFileName())
                    .noneMatch(name -> name.startsWith("io/fileview/"));
        }

        MappedFile.isChangedBy(directory, List.of(JAVA, "-jar", jar.toString()));
    }
}
