package io.fileview.labs.common;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorTest {
    @Test
    void knownProcessorsAreFoundByTheNamesThatJvmsUse() throws IOException {
        assertThat(Processor.named("amd64")).isEqualTo(Processor.X86_64);
        assertThat(Processor.named("aarch64")).isEqualTo(Processor.AARCH64);
    }

    @Test
    void anUnknownProcessorIsNamed() {
        assertThatThrownBy(() -> Processor.named("riscv64"))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("x86-64 and aarch64")
                .hasMessageContaining("riscv64");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "powercut.PowerCutLab", "ioerrors.IoErrorLab", "pages.PageErrorLab",
        "cluster.FileSystemsLab"
    })
    void onAnUnknownProcessorALabSaysOneSentenceAndDoesNothing(
            String lab, @TempDir Path directory) throws Exception {
        Path errors = directory.resolve("errors");
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dos.arch=riscv64",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.fileview.labs." + lab,
                        "--short",
                        "--seed",
                        "5")
                        .redirectError(errors.toFile())
                        .redirectOutput(output.toFile())
                        .start();

        assertThat(process.waitFor()).isEqualTo(Lab.COULD_NOT_RUN);
        List<String> lines = Files.readAllLines(errors, UTF_8);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).endsWith(": seed 5");
        assertThat(lines.get(1)).contains(" could not run: ").contains("\"riscv64\"");
        assertThat(output).isEmptyFile();
    }
}
