package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileNameTest {
    @Test
    void whatNoFileCanBeCalledIsRefused() {
        assertThatExceptionOfType(FileName.RefusedNameException.class)
                .isThrownBy(() -> new FileName().convert("a\0b"))
                .withMessageContaining("; give ");
    }

    @Test
    void theOtherNamesAreThoseOfFiles() {
        assertThat(new FileName().convert("a b")).isEqualTo(Path.of("a b"));
        assertThat(new FileName().convert("")).isEqualTo(Path.of(""));
    }
}
