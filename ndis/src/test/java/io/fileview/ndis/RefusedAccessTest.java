package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files can be opened where guarded access is refused: here, because the JVM has another name. */
class RefusedAccessTest {
    private static final String NAME = "java.vm.name";

    private final String name = System.getProperty(NAME);

    @TempDir
    Path directory;

    @BeforeEach
    void renameJvm() {
        System.setProperty(NAME, "Some Other VM");
    }

    @AfterEach
    void restoreName() {
        System.setProperty(NAME, name);
    }

    @Test
    void aFileIsOpenedAndMapped() throws Exception {
        byte[] bytes = new byte[200_000];
        Arrays.fill(bytes, (byte) 3);
        Path file = Files.write(directory.resolve("fw.bin"), bytes);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> view.guarded().getByte(0));
        }
        try (NdisFiles files = NdisFiles.in(directory)) {
            NdisHandle handle = files.ndisOpenFile("fw.bin", NdisFiles.ANY_ADDRESS).opened();
            MemorySegment buffer = files.ndisMapFile(handle).mapped();
            assertThat(buffer.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
        }
    }
}
