package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A message is one line that can be read, whatever the file is called. */
@NeedsKernel("names files as only some file systems allow")
class NamesInMessagesTest {
    /** The characters that are not ASCII are in no name where the locale has none. */
    private static final boolean IS_ASCII = !isName("\u009b\u2028\u202e");

    private static final String CONTROLS =
            "a\nWARNING: b\r\u001b[31m" + (IS_ASCII ? "" : "\u009b\u2028\u202e") + "c";
    private static final String SHOWN =
            "a\\nWARNING: b\\r\\u001b[31m" + (IS_ASCII ? "" : "\\u009b\\u2028\\u202e") + "c";

    @TempDir
    Path directory;

    private static boolean isName(String name) {
        try {
            return Path.of(name).toString().equals(name);
        } catch (InvalidPathException notEncodable) {
            return false;
        }
    }

    private static void open(Path file) throws IOException {
        EngineUnderTest.open(file, Protection.READ_ONLY).close();
    }

    @Test
    void aFileThatIsMissing() {
        Path file = Needs.name(directory, CONTROLS);
        NoSuchFileException absent =
                catchThrowableOfType(NoSuchFileException.class, () -> open(file));
        assertThat(absent.getMessage()).startsWith(directory.resolve(SHOWN) + ": ").hasLineCount(1);
        assertThat(absent.getFile()).isEqualTo(file.toString());
    }

    @Test
    void aFileThatExists() throws IOException {
        Path file = Files.createFile(Needs.name(directory, CONTROLS));
        FileAlreadyExistsException existing =
                catchThrowableOfType(
                        FileAlreadyExistsException.class,
                        () -> EngineUnderTest.builder(file)
                                .protection(Protection.READ_WRITE)
                                .createNew()
                                .open());
        assertThat(existing.getMessage())
                .startsWith(directory.resolve(SHOWN) + ": ")
                .hasLineCount(1);
        assertThat(existing.getFile()).isEqualTo(file.toString());
    }

    @Test
    void aViewThatMayNotWrite() throws IOException {
        Path file = Files.move(Sample.file(directory, 10), Needs.name(directory, CONTROLS));
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            AccessDeniedException denied =
                    catchThrowableOfType(
                            AccessDeniedException.class,
                            () -> mapping.view(0, 10).protection(Protection.READ_WRITE).map());
            assertThat(denied.getMessage())
                    .startsWith(directory.resolve(SHOWN) + ": ")
                    .hasLineCount(1);
            assertThat(denied.getFile()).isEqualTo(file.toString());
        }
    }

    @Test
    void aFileThatCannotBeMapped() throws IOException {
        Path file = Files.createDirectory(Needs.name(directory, CONTROLS));
        NotMappableException refusal =
                catchThrowableOfType(NotMappableException.class, () -> open(file));
        assertThat(refusal.getMessage())
                .startsWith(directory.resolve(SHOWN) + ": ")
                .hasLineCount(1);
        assertThat(refusal.file()).isEqualTo(file.toString());
    }

    @Test
    void aMapping() throws IOException {
        Path file = Files.move(Sample.file(directory, 10), Needs.name(directory, CONTROLS));
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY)) {
            assertThat(mapping.toString()).contains(SHOWN).hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_500, 4_200})
    void aLongName(int length) {
        StringBuilder name = new StringBuilder(directory.toString());
        while (name.length() < length) {
            name.append(File.separator + "directory");
        }
        Path file = Path.of(name + File.separator + "last");
        IOException refusal = catchThrowableOfType(IOException.class, () -> open(file));
        assertThat(refusal.getMessage().length()).isLessThan(1_500);
        assertThat(refusal.getMessage()).startsWith(directory + File.separator).contains("...",
                File.separator + "last: ");
        String given =
                refusal instanceof MappingException mapping
                        ? mapping.file()
                        : ((FileSystemException) refusal).getFile();
        assertThat(given).isEqualTo(file.toString());
    }
}
