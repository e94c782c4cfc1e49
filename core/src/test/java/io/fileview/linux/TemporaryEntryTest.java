package io.fileview.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Temporary files of file systems that cannot make one without a name. */
@Tag("linux-only")
class TemporaryEntryTest {
    @TempDir
    Path directory;

    private DirectoryDescriptor descriptor;

    @BeforeEach
    void openDirectory() throws IOException {
        descriptor = DirectoryDescriptor.open(directory, "directory");
    }

    private void openAndClose() throws IOException {
        try (DirectoryDescriptor open = descriptor) {
            long fd = TemporaryEntry.open(open, "temporary-", "file");
            assertThat(fd).isPositive();
            SystemCalls.call(SystemCall.CLOSE, fd);
        }
    }

    private Stream<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> entry.getFileName().toString()).toList().stream();
        }
    }

    @Test
    void itsNameIsGoneAtOnce() throws IOException {
        openAndClose();
        assertThat(names()).isEmpty();
    }

    /** A kill between the creation and the removal leaves a file; the next one removes it. */
    @Test
    void oneThatAKilledProcessLeftIsRemoved() throws IOException {
        Files.writeString(directory.resolve("temporary-0"), "left");
        openAndClose();
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsNoTemporaryFileStays() throws IOException {
        Files.createDirectory(directory.resolve("temporary-0"));
        Files.createSymbolicLink(directory.resolve("temporary-1"), Path.of("elsewhere"));
        openAndClose();
        assertThat(names()).containsExactlyInAnyOrder("temporary-0", "temporary-1");
    }

    @Test
    void theFileOfAnotherUserStays() throws IOException {
        Needs.root();
        Path planted = Files.writeString(directory.resolve("temporary-0"), "planted");
        Files.setAttribute(planted, "unix:uid", 65534);
        openAndClose();
        assertThat(names()).containsExactly("temporary-0");
        assertThat(planted).hasContent("planted");
    }
}
