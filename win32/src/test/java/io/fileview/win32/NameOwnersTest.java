package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other users put where names are kept is not believed. */
class NameOwnersTest {
    @TempDir
    Path directory;

    private Path names;

    @BeforeEach
    void chooseDirectory() {
        Assumptions.assumeTrue(
                directory.getFileSystem().supportedFileAttributeViews().contains("unix"),
                "this system does not tell owners");
        names = directory.resolve("names");
    }

    private static @Nullable Handle create(Kernel32 kernel32, String name) {
        return kernel32.createFileMapping(
                Handle.INVALID_HANDLE_VALUE, WinNt.PAGE_READWRITE, 4096, name);
    }

    private static void assertRefused(Kernel32 kernel32) {
        assertThat(create(kernel32, "refused")).isNull();
        assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_ACCESS_DENIED);
    }

    private static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void assertEmpty(Path path) throws IOException {
        try (var files = Files.list(path)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aDirectoryThatOthersCanEnterIsNotUsed() throws IOException {
        Files.createDirectory(names);
        allow(names, "rwx--x---");
        try (Kernel32 kernel32 = Kernel32.open(names)) {
            assertRefused(kernel32);
            assertEmpty(names);
            allow(names, "rwx------");
            assertThat(create(kernel32, "accepted")).isNotNull();
        }
    }

    @Test
    void aDirectoryThatIsReplacedLaterIsNotUsed() throws IOException {
        try (Kernel32 kernel32 = Kernel32.open(names)) {
            Handle first = create(kernel32, "first");
            assertThat(first).isNotNull();
            Path moved = Files.move(names, directory.resolve("moved"));
            Files.createDirectory(names);
            allow(names, "rwxrwxrwx");
            assertRefused(kernel32);
            assertEmpty(names);
            Files.delete(names);
            Files.createSymbolicLink(names, moved);
            assertRefused(kernel32);
        }
    }

    @Test
    void aDirectoryThatOthersCanExchangeIsNotUsed() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        allow(open, "rwxrwxrwx");
        try (Kernel32 kernel32 = Kernel32.open(open.resolve("names"))) {
            assertRefused(kernel32);
            assertEmpty(open);
            Files.setAttribute(open, "unix:mode", 01777);
            assertThat(create(kernel32, "accepted")).isNotNull();
        }
    }

    @Test
    void aDirectoryOfAnotherUserIsNotUsed() throws IOException {
        assumeRoot();
        Files.createDirectory(names);
        allow(names, "rwx------");
        Files.setAttribute(names, "unix:uid", OtherJvm.NOBODY);
        try (Kernel32 kernel32 = Kernel32.open(names)) {
            assertRefused(kernel32);
            assertEmpty(names);
            Files.setAttribute(names, "unix:uid", 0);
            Files.setAttribute(directory, "unix:uid", OtherJvm.NOBODY);
            assertRefused(kernel32);
        } finally {
            Files.setAttribute(directory, "unix:uid", 0);
        }
    }

    @Test
    void theFileOfANameThatAnotherProgramRemovedIsMissed() throws IOException {
        try (Kernel32 kernel32 = Kernel32.open(names)) {
            Handle first = create(kernel32, "name");
            Path file = names.resolve(ObjectName.parse("name").fileName());
            Files.delete(file);
            assertThat(create(kernel32, "name")).isNull();
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_FILE_INVALID);
            Files.createFile(file);
            assertThat(kernel32.openFileMapping(WinNt.FILE_MAP_READ, "name")).isNull();
            assertThat(kernel32.closeHandle(first)).isTrue();
            assertThat(file).exists();
            assertThat(create(kernel32, "name")).isNotNull();
        }
    }

    @Test
    void usersWithoutAPasswdEntryHaveNamesOfTheirOwn() throws IOException {
        assumeRoot();
        int one = 1_954_321;
        int other = 1_954_322;
        try (OtherJvm first =
                OtherJvm.ofUser(one, directory, CreatesName.class, "fileview-test");
                OtherJvm second =
                        OtherJvm.ofUser(other, directory, CreatesName.class, "fileview-test")) {
            first.await("create 0");
            second.await("create 0");
            first.say("end");
            first.await("ended");
            second.say("end");
            second.await("ended");
        } finally {
            delete(one);
            delete(other);
        }
    }

    @Test
    void aPlantedDirectoryOfAUserIsReported() throws IOException {
        assumeRoot();
        int user = 1_954_323;
        Path planted = OwnDirectory.ofUser(user, Path.of("/dev/shm"), Path.of("/tmp"));
        Files.createDirectory(planted);
        allow(planted, "rwxrwxrwx");
        Files.setAttribute(planted, "unix:uid", OtherJvm.NOBODY);
        try (OtherJvm victim =
                OtherJvm.ofUser(user, directory, CreatesName.class, "fileview-test")) {
            victim.awaitContaining(
                    planted + " is not used: it belongs to user 65534 and must belong to user "
                            + user);
            victim.await("create 5");
            assertEmpty(planted);
        } finally {
            Files.delete(planted);
        }
    }

    @Test
    void theDirectoryDoesNotDependOnPropertiesWhereTheSystemHasAPlace() throws IOException {
        Path shared = Files.createDirectory(directory.resolve("shm"));
        Path missing = directory.resolve("missing");
        assertThat(OwnDirectory.ofUser(7, shared, directory))
                .isEqualTo(shared.resolve("fileview-7"));
        assertThat(OwnDirectory.ofUser(7, missing, shared)).isEqualTo(shared.resolve("fileview-7"));
        try (Kernel32 kernel32 = Kernel32.open(missing.resolve("names"))) {
            assertThat(create(kernel32, "name")).isNull();
            assertThat(kernel32.getLastError()).isEqualTo(WinError.ERROR_FILE_NOT_FOUND);
        }
    }

    private static void assumeRoot() {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "only root can start a program of another user");
    }

    private static void delete(int user) throws IOException {
        for (String parent : new String[] {"/dev/shm", "/tmp"}) {
            Path own = Path.of(parent, "fileview-" + user);
            if (Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(own.resolve("guard"));
                Files.delete(own);
            }
        }
    }
}
