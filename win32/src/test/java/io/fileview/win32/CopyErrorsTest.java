package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.MappingException;
import io.fileview.spi.Place;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that cannot be opened or copied: the error is that of the system, in every language. */
@EnabledOnOs(OS.LINUX)
class CopyErrorsTest {
    private static final List<String> NUMBERS =
            List.of(
                    "to a read-only mount " + WinError.ERROR_ACCESS_DENIED,
                    "over a file on a read-only mount " + WinError.ERROR_ACCESS_DENIED,
                    "to a directory that may not be written " + WinError.ERROR_ACCESS_DENIED,
                    "to a directory that may not be searched " + WinError.ERROR_ACCESS_DENIED,
                    "from a directory that may not be searched " + WinError.ERROR_ACCESS_DENIED,
                    "from a file that may not be read " + WinError.ERROR_ACCESS_DENIED,
                    "to a directory " + WinError.ERROR_ACCESS_DENIED,
                    "to a long name " + WinError.ERROR_PATH_NOT_FOUND,
                    "from a long name " + WinError.ERROR_PATH_NOT_FOUND,
                    "to a loop of links " + WinError.ERROR_PATH_NOT_FOUND,
                    "from a loop of links " + WinError.ERROR_PATH_NOT_FOUND,
                    "below a missing directory " + WinError.ERROR_PATH_NOT_FOUND,
                    "below a file " + WinError.ERROR_PATH_NOT_FOUND,
                    "from nothing " + WinError.ERROR_FILE_NOT_FOUND,
                    "to a full file system " + WinError.ERROR_DISK_FULL,
                    "to a file system without inodes " + WinError.ERROR_DISK_FULL,
                    "opening in a directory that may not be searched "
                            + WinError.ERROR_ACCESS_DENIED,
                    "opening a long name " + WinError.ERROR_PATH_NOT_FOUND,
                    "opening a loop of links " + WinError.ERROR_PATH_NOT_FOUND,
                    "deleting in a directory that may not be searched "
                            + WinError.ERROR_ACCESS_DENIED,
                    "moving a long name " + WinError.ERROR_PATH_NOT_FOUND);

    private static final List<String> NUMBERS_WITHOUT_DESCRIPTORS =
            List.of(
                    "with one descriptor " + WinError.ERROR_TOO_MANY_OPEN_FILES,
                    "with none " + WinError.ERROR_TOO_MANY_OPEN_FILES,
                    "opening with none " + WinError.ERROR_TOO_MANY_OPEN_FILES,
                    "creating with none " + WinError.ERROR_TOO_MANY_OPEN_FILES,
                    "with many again 0");

    /** Mounts that end with their namespace, and a root that is bound by permissions. */
    private static final String WITH_MOUNTS =
            """
                    set -e
                    cd "$1"; shift
                    mount --bind readonly readonly
                    mount -o remount,ro,bind readonly
                    mount -t tmpfs -o size=64k tmpfs full
                    mount -t tmpfs -o nr_inodes=1 tmpfs inodes
                    exec setpriv --bounding-set=-dac_override,-dac_read_search "$@"
                    """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "de", "tr", "ja"})
    void theNumberIsThatOfTheError(String language) throws Exception {
        assumeTrue((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0,
                "needs root, to mount file systems");
        for (String name : List.of("readonly", "full", "inodes", "unwritable", "unsearchable")) {
            Files.createDirectory(directory.resolve(name));
        }
        for (String name : List.of(
                "data", "unreadable", "readonly/old", "unsearchable/data")) {
            fill(directory.resolve(name));
        }
        Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
        Files.setAttribute(directory.resolve("unwritable"), "unix:mode", 0555);
        Files.setAttribute(directory.resolve("unsearchable"), "unix:mode", 0);
        Files.setAttribute(directory.resolve("unreadable"), "unix:mode", 0);
        List<String> lines =
                JvmInLanguage.run(
                        language,
                        List.of("unshare", "--mount", "sh", "-c", WITH_MOUNTS, "sh",
                                directory.toString()),
                        FailToCopy.class,
                        directory);
        assertThat(lines).isEqualTo(NUMBERS);
    }

    private static void fill(Path file) throws IOException {
        byte[] bytes = new byte[200_000];
        Arrays.fill(bytes, (byte) 1);
        Files.write(file, bytes);
    }

    /** In the language of the process no error has been looked up before, and now no file opens. */
    @ParameterizedTest
    @ValueSource(strings = {"", "de", "tr", "ja"})
    void withoutDescriptorsTheNumberIsThatOfTheLimit(String language) throws Exception {
        fill(directory.resolve("data"));
        List<String> lines =
                JvmInLanguage.run(
                        language,
                        List.of("prlimit", "--nofile=100"),
                        RunOutOfDescriptors.class,
                        directory);
        assertThat(lines).isEqualTo(NUMBERS_WITHOUT_DESCRIPTORS);
    }

    /** Prints the number of each error. */
    static final class FailToCopy {
        private static final List<String> LINES = new ArrayList<>();

        private FailToCopy() {}

        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[0]);
            Path data = directory.resolve("data");
            Path loop = directory.resolve("loop");
            Path secret = directory.resolve("unsearchable").resolve("data");
            Path longName = directory.resolve("n".repeat(300));
            Path fresh = directory.resolve("fresh");
            try (Kernel32 k = Kernel32.open(directory.resolve("names"))) {
                copy(k, "to a read-only mount", data, directory.resolve("readonly/new"));
                copy(k, "over a file on a read-only mount", data,
                        directory.resolve("readonly/old"));
                copy(k, "to a directory that may not be written", data,
                        directory.resolve("unwritable/new"));
                copy(k, "to a directory that may not be searched", data, secret);
                copy(k, "from a directory that may not be searched", secret, fresh);
                copy(k, "from a file that may not be read", directory.resolve("unreadable"),
                        fresh);
                copy(k, "to a directory", data, directory.resolve("unwritable"));
                copy(k, "to a long name", data, longName);
                copy(k, "from a long name", longName, fresh);
                copy(k, "to a loop of links", data, loop);
                copy(k, "from a loop of links", loop, fresh);
                copy(k, "below a missing directory", data, directory.resolve("missing/new"));
                copy(k, "below a file", data, data.resolve("new"));
                copy(k, "from nothing", fresh, fresh.resolveSibling("other"));
                copy(k, "to a full file system", data, directory.resolve("full/new"));
                copy(k, "to a file system without inodes", data,
                        directory.resolve("inodes/new"));
                open(k, "opening in a directory that may not be searched", secret);
                open(k, "opening a long name", longName);
                open(k, "opening a loop of links", loop);
                tell(k, "deleting in a directory that may not be searched",
                        k.deleteFile(secret));
                tell(k, "moving a long name", k.moveFileEx(longName, fresh, 0));
            }
            print(LINES);
        }

        private static void copy(Kernel32 k, String what, Path from, Path to) {
            tell(k, what, k.copyFile(from, to, false));
        }

        private static void open(Kernel32 k, String what, Path path) {
            Handle handle =
                    k.createFile(
                            path, WinNt.GENERIC_READ, WinNt.FILE_SHARE_READ, WinNt.OPEN_EXISTING);
            tell(k, what, !handle.equals(Handle.INVALID_HANDLE_VALUE));
        }

        private static void tell(Kernel32 k, String what, boolean done) {
            LINES.add(what + " " + (done ? "was done" : k.getLastError()));
        }
    }

    /** Copies with the last descriptor, and with none. */
    static final class RunOutOfDescriptors {
        private RunOutOfDescriptors() {}

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            Path data = directory.resolve("data");
            Path fresh = directory.resolve("fresh");
            List<String> lines = new ArrayList<>();
            try (Kernel32 k = Kernel32.open(directory.resolve("names"))) {
                loadClasses(k, data, directory.resolve("first"));
                List<InputStream> open = new ArrayList<>();
                try {
                    while (true) {
                        open.add(new FileInputStream("/dev/null"));
                    }
                } catch (IOException full) {
                    open.removeLast().close(); // the source takes the last one
                }
                lines.add("with one descriptor " + copied(k, data, fresh));
                try (InputStream last = new FileInputStream("/dev/null")) {
                    assert last != null;
                    lines.add("with none " + copied(k, data, fresh));
                    lines.add("opening with none " + opened(k, data, WinNt.OPEN_EXISTING));
                    lines.add("creating with none " + opened(k, fresh, WinNt.CREATE_NEW));
                }
                for (InputStream each : open) {
                    each.close();
                }
                lines.add("with many again " + copied(k, data, fresh));
            }
            print(lines);
        }

        /** They are in files, which could not be opened later. */
        private static void loadClasses(Kernel32 k, Path from, Path to) throws Exception {
            copied(k, from, to);
            opened(k, from, WinNt.OPEN_EXISTING);
            for (String name : List.of("ErrorTexts", "MessageCatalogue", "SystemError")) {
                Class.forName("io.fileview.errors." + name);
            }
            Class.forName("io.fileview.errors.SystemError$English");
            ErrorTranslation.of(
                    new MappingException(Place.of("f").withError("EIO"), "x", null));
            Class.forName("io.fileview.errors.DescriptorLimit");
        }

        private static int copied(Kernel32 k, Path from, Path to) {
            return k.copyFile(from, to, false) ? 0 : k.getLastError();
        }

        private static int opened(Kernel32 k, Path path, int disposition) {
            Handle handle =
                    k.createFile(path, WinNt.GENERIC_READ, WinNt.FILE_SHARE_READ, disposition);
            return handle.equals(Handle.INVALID_HANDLE_VALUE) ? k.getLastError() : 0;
        }
    }

    private static void print(List<String> lines) throws IOException {
        System.out.write(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }
}
