package io.fileview.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.messages.WindowsDevices;
import io.fileview.spi.Directory;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNamesTest {
    @TempDir
    Path directory;

    @BeforeEach
    void needWindows() {
        Needs.windows();
    }

    @ParameterizedTest
    @CsvSource({
        "C:\\a\\b.bin, \\??\\C:\\a\\b.bin",
        "c:/a/b.bin, \\??\\c:\\a\\b.bin",
        "C:\\a\\..\\b.bin, \\??\\C:\\b.bin",
        "\\\\?\\C:\\a\\b.bin, \\??\\C:\\a\\b.bin",
        "\\\\server\\share\\a.bin, \\??\\UNC\\server\\share\\a.bin",
        "\\\\?\\UNC\\server\\share\\a.bin, \\??\\UNC\\server\\share\\a.bin",
    })
    void everyFormOfAPathHasOneFullName(String path, String full) throws Exception {
        assertThat(PathNames.full(PathNames.absolute(Path.of(path), path))).isEqualTo(full);
    }

    @ParameterizedTest
    @CsvSource({
        "\\\\?\\C:\\a, C:\\a",
        "\\\\?\\UNC\\server\\share\\a, \\\\server\\share\\a",
        "C:\\a, C:\\a",
    })
    void aFinalPathIsShownAsProgramsWriteIt(String path, String plain) {
        assertThat(PathNames.plain(path)).isEqualTo(plain);
    }

    @Test
    void whereDeletedFilesAreKeptIsNoPath() {
        for (String volume : new String[] {
            "\\\\?\\C:",
            "\\\\?\\Volume{01234567-89ab-cdef-0123-456789abcdef}",
            "\\\\?\\C:\\mounted"
        }) {
            assertThat(
                    PathNames.isOfDeleted(
                            volume + "\\$Extend\\$Deleted\\0054000000A329127FA5F259"))
                    .isTrue();
        }
        assertThat(PathNames.isOfDeleted("\\\\?\\C:\\Extend\\Deleted\\a")).isFalse();
        assertThat(PathNames.isOfDeleted("\\\\?\\C:\\$Extend\\$Deleted")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "NUL",
        "nul",
        "aux.txt",
        "con.tar.gz",
        "COM1",
        "lpt9.bin",
        "com\u00b9",
        "CONIN$",
        "prn ",
        "trail.",
        "dir.\\file",
    })
    void aNameThatMeansSomethingElseIsRefusedAndNothingIsMade(String name) throws Exception {
        Path file;
        try {
            file = directory.resolve(name);
        } catch (java.nio.file.InvalidPathException refusedByTheJdk) {
            return;
        }
        WindowsEngine engine = new WindowsEngine();
        for (Creation creation : Creation.values()) {
            OpenRequest request = new OpenRequest(Protection.READ_WRITE, creation, false);
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(() -> engine.open(FileLocation.of(file), request))
                    .withMessageStartingWith(file + ": ")
                    .withMessageNotContaining("\n");
        }
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NUL", "aux.txt", "trail.", "trail ", "file:stream", "a:b"})
    void anEntryOfADirectoryIsRefusedInTheSameWay(String name) throws Exception {
        Files.write(directory.resolve("file"), new byte[10]);
        Files.write(directory.resolve("trail"), new byte[10]);
        try (Directory opened =
                new WindowsEngine().resolve(FileLocation.of(directory.resolve("any")))
                        .directory()) {
            OpenRequest create = new OpenRequest(Protection.READ_WRITE, Creation.CREATE, false);
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(() -> opened.open(name, create));
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(() -> opened.remove(name));
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(() -> opened.rename("file", name));
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(() -> opened.find(name));
        }
        assertThat(directory.resolve("file")).hasSize(10);
        assertThat(directory.resolve("trail")).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\\\.\\pipe\\fileview", "\\\\server\\pipe\\fileview", "C:\\",
        "\\\\a\\b\\"})
    void whatIsNoFileIsRefusedWithoutBeingOpened(String path) {
        assertThatExceptionOfType(NotMappableException.class)
                .isThrownBy(() -> PathNames.absolute(Path.of(path), path));
    }

    @Test
    void usualNamesAreNoDevices() {
        for (String name : new String[] {"null", "nul0", "com", "com10", "lpt", "auxiliary.txt",
            "a.nul"}) {
            assertThat(WindowsDevices.hasName(name)).as(name).isFalse();
        }
    }
}
