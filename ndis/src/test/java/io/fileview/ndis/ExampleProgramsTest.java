package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example programs in the documentation do what it says. */
class ExampleProgramsTest {
    @TempDir
    private Path directory;

    @Test
    void aDriverLoadsItsFirmware() throws Exception {
        Files.write(directory.resolve("Firmware.bin"), new byte[] {1, 2, 3, (byte) 250});
        assertThat(run("LoadFirmware", directory.toString(), "FIRMWARE.BIN"))
                .isEqualToNormalizingNewlines(
                        "sent 4 bytes, sum 256\nNDIS_STATUS_SUCCESS []\n");
    }

    @Test
    void aModelIsReadOccasionally() throws Exception {
        Path model = directory.resolve("model.bin");
        Files.write(model, new byte[] {42});
        assertThat(run("LoadModel", model.toString()))
                .isEqualToNormalizingNewlines("starts with 42\n");
    }

    /** The program is in the default package, so code in a package cannot refer to its class. */
    private static String run(String program, String... arguments) throws Exception {
        PrintStream console = System.out;
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        try {
            Class.forName(program)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } finally {
            System.setOut(console);
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
