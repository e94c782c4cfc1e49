package io.fileview.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The name of the machine. */
class HostNameTest {
    private static final Path OF_KERNEL = Path.of("/proc/sys/kernel/hostname");

    @Test
    void itIsWhatTheKernelSays() throws IOException {
        assumeTrue(Files.isReadable(OF_KERNEL), "needs /proc");
        String name = Files.readString(OF_KERNEL).strip();
        assumeTrue(!name.isEmpty(), "needs a machine with a name");
        assertThat(HostName.find()).contains(name);
    }

    @Test
    void anInterruptedThreadFindsItToo() {
        String name = HostName.find().orElse("");
        Thread.currentThread().interrupt();
        try {
            assertThat(HostName.find().orElse("")).isEqualTo(name);
        } finally {
            Thread.interrupted();
        }
    }
}
