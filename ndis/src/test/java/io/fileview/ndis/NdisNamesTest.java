package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names are found in the driver directory without regard to case, and never outside it. */
class NdisNamesTest {
    private static final String NOT_FOUND = "NDIS_STATUS_FILE_NOT_FOUND";
    private static final String UNREADABLE = "NDIS_STATUS_ERROR_READING_FILE";
    private static final String SUCCESS = "NDIS_STATUS_SUCCESS";

    @TempDir
    private Path parent;

    private Path drivers;
    private NdisFiles files;
    private HeldResources before;

    @BeforeEach
    void open() throws IOException {
        before = HeldResources.now();
        drivers = Files.createDirectory(parent.resolve("drivers"));
        DriverFiles.make(drivers.resolve("fw.bin"), 100);
        DriverFiles.make(parent.resolve("secret.bin"), 50);
        Files.createDirectory(drivers.resolve("sub"));
        DriverFiles.make(drivers.resolve("sub").resolve("inner.bin"), 60);
        files = DriverFiles.in(drivers);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        files.close();
        assertThat(HeldResources.now()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fw.bin", "FW.BIN", "Fw.Bin", "fW.biN"})
    void caseDoesNotMatter(String name) {
        assertThat(DriverFiles.statusOf(files, name)).isEqualTo(SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        ".",
        "..",
        "../secret.bin",
        "..\\secret.bin",
        "../drivers/fw.bin",
        "./fw.bin",
        ".\\fw.bin",
        "sub/inner.bin",
        "sub\\inner.bin",
        "sub/../fw.bin",
        "/etc/hostname",
        "\\fw.bin",
        "C:\\fw.bin",
        "C:fw.bin",
        "\\\\?\\C:\\fw.bin",
        "\\??\\C:\\fw.bin",
        "fw.bin:stream",
        "fw.bin::$DATA",
        "fw.bin\0",
        "fw.bin\0.txt",
        "\0",
        "fw.bin/",
        "fw.bin ",
        "fw.bin.",
        "*",
        "fw.*",
        "fw.b?n",
        "%2e%2e%2fsecret.bin",
        "\u2025/secret.bin",
        "\u2215etc\u2215hostname",
        "f\uFF57.bin",
        "\uD800",
        "none.bin"
    })
    void nothingElseIsFound(String name) {
        assertThat(DriverFiles.statusOf(files, name)).isEqualTo(NOT_FOUND);
    }

    @Test
    void anAbsoluteNameIsNotFound() {
        String name = drivers.resolve("fw.bin").toAbsolutePath().toString();
        assertThat(DriverFiles.statusOf(files, name)).isEqualTo(NOT_FOUND);
    }

    @Test
    void noLetterBeyondAsciiStandsForOneOfAscii() throws IOException {
        DriverFiles.make(drivers.resolve("disk.bin"), 10);
        assertThat(DriverFiles.statusOf(files, "d\u0131sk.bin")).isEqualTo(NOT_FOUND);
        assertThat(DriverFiles.statusOf(files, "di\u017Fk.bin")).isEqualTo(NOT_FOUND);
        assertThat(DriverFiles.statusOf(files, "dis\u212A.bin")).isEqualTo(NOT_FOUND);
    }

    @Test
    void aNameTooLongForAnNdisStringIsAFailure() {
        assertThat(DriverFiles.statusOf(files, "x".repeat(32767))).isEqualTo(NOT_FOUND);
        assertThat(DriverFiles.statusOf(files, "x".repeat(32768)))
                .isEqualTo("NDIS_STATUS_FAILURE");
    }

    @Test
    void theVeryNameIsPreferredToOneThatDiffersByCase() throws IOException {
        DriverFiles.make(drivers.resolve("A.bin"), 1);
        DriverFiles.make(drivers.resolve("a.bin"), 2);
        assumeTrue(Files.size(drivers.resolve("A.bin")) == 1, "needs a case-sensitive disk");
        DriverFiles.make(drivers.resolve("a.BIN"), 3);
        assertThat(lengthOf("A.bin")).isEqualTo(1);
        assertThat(lengthOf("a.bin")).isEqualTo(2);
        assertThat(lengthOf("a.BIN")).isEqualTo(3);
        assertThat(lengthOf("A.BIN")).as("the first of the others").isEqualTo(1);
    }

    private long lengthOf(String name) throws IOException {
        NdisOpenResult result = files.ndisOpenFile(name, NdisFiles.ANY_ADDRESS);
        files.ndisCloseFile(result.opened());
        return result.fileLength();
    }

    @Test
    void aLinkThatLeadsOutIsNotFound() throws IOException {
        link("out.bin", parent.resolve("secret.bin"));
        link("up.bin", Path.of("..", "secret.bin"));
        link("roundabout.bin", Path.of("sub", "..", "..", "secret.bin"));
        link("hop.bin", Path.of("out.bin"));
        link("gone.bin", Path.of("nowhere.bin"));
        for (String name : new String[] {"out.bin", "up.bin", "roundabout.bin", "hop.bin"}) {
            NdisOpenResult result = files.ndisOpenFile(name, NdisFiles.ANY_ADDRESS);
            assertThat(result.status()).isEqualTo(NdisStatus.NDIS_STATUS_FILE_NOT_FOUND);
            assertThat(result.handle()).isNull();
            assertThat(result.fileLength()).isZero();
            assertThat(result.cause()).hasMessageContaining("leads out of");
        }
        assertThat(DriverFiles.statusOf(files, "gone.bin")).isEqualTo(NOT_FOUND);
    }

    @Test
    void aNeighbourWhoseNameStartsAlikeIsOutside() throws IOException {
        Path neighbour = Files.createDirectory(parent.resolve("drivers2"));
        DriverFiles.make(neighbour.resolve("other.bin"), 5);
        link("other.bin", neighbour.resolve("other.bin"));
        assertThat(DriverFiles.statusOf(files, "other.bin")).isEqualTo(NOT_FOUND);
    }

    @Test
    void aLinkThatStaysInsideIsFollowed() throws IOException {
        link("current.bin", Path.of("fw.bin"));
        link("inner.bin", Path.of("sub", "inner.bin"));
        link("way", Path.of("sub"));
        link("around.bin", Path.of("way", "inner.bin"));
        assertThat(lengthOf("current.bin")).isEqualTo(100);
        assertThat(lengthOf("INNER.bin")).isEqualTo(60);
        assertThat(lengthOf("around.bin")).isEqualTo(60);
    }

    @Test
    void aDirectoryBehindALinkServes() throws IOException {
        Path link = parent.resolve("link");
        Files.createSymbolicLink(link, drivers);
        try (NdisFiles others = DriverFiles.in(link)) {
            assertThat(DriverFiles.statusOf(others, "fw.bin")).isEqualTo(SUCCESS);
        }
    }

    @Test
    void aMissingDirectoryHasNoFiles() {
        try (NdisFiles others = DriverFiles.in(parent.resolve("none"))) {
            assertThat(DriverFiles.statusOf(others, "fw.bin")).isEqualTo(NOT_FOUND);
        }
        try (NdisFiles others = DriverFiles.in(parent.resolve("secret.bin"))) {
            assertThat(DriverFiles.statusOf(others, "fw.bin")).isEqualTo(NOT_FOUND);
        }
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsThereButCannotBeReadSaysSo() throws Exception {
        assertThat(DriverFiles.statusOf(files, "sub")).isEqualTo(UNREADABLE);
        link("loop.bin", Path.of("loop.bin"));
        assertThat(DriverFiles.statusOf(files, "loop.bin")).isEqualTo(UNREADABLE);
        if (Files.isExecutable(Path.of("/usr/bin/mkfifo"))) {
            new ProcessBuilder("mkfifo", drivers.resolve("pipe").toString()).start().waitFor();
            assertThat(DriverFiles.statusOf(files, "pipe")).isEqualTo(UNREADABLE);
        }
    }

    @Test
    void aFileThatMayNotBeReadSaysSo() throws IOException {
        Path file = drivers.resolve("fw.bin");
        assumeTrue(file.toFile().setReadable(false, false), "needs file permissions");
        assumeTrue(!Files.isReadable(file), "needs a user whom permissions hold, not root");
        assertThat(DriverFiles.statusOf(files, "fw.bin")).isEqualTo(UNREADABLE);
    }

    private void link(String name, Path target) throws IOException {
        try {
            Files.createSymbolicLink(drivers.resolve(name), target);
        } catch (FileSystemException | UnsupportedOperationException e) {
            assumeTrue(false, "needs symbolic links: " + e);
        }
    }
}
