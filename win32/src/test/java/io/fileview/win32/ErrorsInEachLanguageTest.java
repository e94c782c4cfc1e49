package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import io.fileview.spi.Place;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The error numbers do not depend on the language of the process. */
@EnabledOnOs(OS.LINUX)
class ErrorsInEachLanguageTest {
    private static final List<String> NUMBERS =
            List.of(
                    "full device " + WinError.ERROR_DISK_FULL,
                    "directory " + WinError.ERROR_ACCESS_DENIED,
                    "file above a file " + WinError.ERROR_PATH_NOT_FOUND,
                    "missing " + WinError.ERROR_FILE_NOT_FOUND,
                    "missing directory " + WinError.ERROR_PATH_NOT_FOUND,
                    "running program " + WinError.ERROR_SHARING_VIOLATION,
                    "device EIO",
                    "long name " + WinError.ERROR_PATH_NOT_FOUND,
                    "open missing " + WinError.ERROR_FILE_NOT_FOUND,
                    "write to full device " + WinError.ERROR_DISK_FULL);

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "de", "tr", "ja"})
    void theNumbersAreTheSame(String language) throws Exception {
        List<String> lines = JvmInLanguage.run(language, List.of(), MeetErrors.class, directory);
        assertThat(lines.getFirst().equals("No space left on device"))
                .as(lines.getFirst())
                .isEqualTo(language.isEmpty());
        assertThat(lines.subList(1, lines.size())).isEqualTo(NUMBERS);
    }

    /** Meets errors that each process can meet. */
    static final class MeetErrors {
        private static final List<String> LINES = new ArrayList<>();

        private MeetErrors() {}

        private interface Call {
            Object run() throws IOException;
        }

        public static void main(String[] args) throws IOException {
            Path directory = Path.of(args[0]);
            Path file = Files.write(directory.resolve("data"), new byte[10]);
            LINES.add(textOfFullDevice());
            meet("full device", () -> open(Path.of("/dev/full")).write(ByteBuffer.allocate(1)));
            meet("directory", () -> open(directory));
            meet("file above a file", () -> open(file.resolve("x")));
            meet("missing", () -> open(directory.resolve("missing")));
            meet("missing directory", () -> open(directory.resolve("missing").resolve("x")));
            meetRunningProgram(directory.resolve("program"));
            meetDevice();
            meet("long name", () -> open(directory.resolve("n".repeat(300))));
            try (Kernel32 k = Kernel32.open(directory.resolve("names"))) {
                k.createFile(
                        directory.resolve("missing"),
                        WinNt.GENERIC_READ,
                        WinNt.FILE_SHARE_READ,
                        WinNt.OPEN_EXISTING);
                LINES.add("open missing " + k.getLastError());
            }
            meet(
                    "write to full device",
                    () -> {
                        try (RandomAccessFile full = new RandomAccessFile("/dev/full", "rw")) {
                            full.write(1); // as a HostFile does it
                        }
                        return 0;
                    });
            System.out.write(String.join("\n", LINES).getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }

        private static void meetRunningProgram(Path program) throws IOException {
            Files.copy(Path.of("/bin/sleep"), program);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            Process running = new ProcessBuilder(program.toString(), "600").start();
            try {
                meet("running program", () -> open(program));
            } finally {
                running.destroyForcibly();
            }
        }

        /** By its name, because errors that are not recognized have the same number. */
        private static void meetDevice() throws IOException {
            try (FileChannel memory =
                    FileChannel.open(Path.of("/proc/self/mem"), StandardOpenOption.READ)) {
                LINES.add("device was not refused: " + memory.read(ByteBuffer.allocate(1), 0));
            } catch (IOException failure) {
                LINES.add("device " + ErrorTexts.errorOf(failure).orElse(null));
            }
        }

        private static String textOfFullDevice() {
            try {
                return "written " + open(Path.of("/dev/full")).write(ByteBuffer.allocate(1));
            } catch (IOException full) {
                return String.valueOf(full.getMessage());
            }
        }

        private static void meet(String name, Call call) {
            try {
                LINES.add(name + " was not refused: " + call.run());
            } catch (IOException failure) {
                LINES.add(name + " " + ErrorTranslation.of(failure));
            }
        }

        private static FileChannel open(Path path) throws IOException {
            return FileChannel.open(path, StandardOpenOption.WRITE);
        }
    }

    @Test
    void errorsOfTheLibraryTellByTheirNames() {
        Place place = Place.of("f");
        assertThat(
                ErrorTranslation.of(new MappingException(place.withError("EROFS"), "x", null)))
                .isEqualTo(WinError.ERROR_ACCESS_DENIED);
        assertThat(ErrorTranslation.of(new MappingException(place, "No space left", null)))
                .isEqualTo(WinError.ERROR_IO_DEVICE);
        assertThat(ErrorTranslation.of(new DiskFullException(place, "x", null)))
                .isEqualTo(WinError.ERROR_DISK_FULL);
    }

    @Test
    void eachErrorHasANumber() {
        for (SystemError error : SystemError.values()) {
            int number =
                    ErrorTranslation.of(new FileSystemException("f", null, error.text()));
            assertThat(number).as("%s", error).isPositive();
        }
        assertThat(
                Arrays.asList(SystemError.EDQUOT, SystemError.EFBIG, SystemError.ENOSPC))
                .allSatisfy(
                        error -> assertThat(
                                ErrorTranslation.of(
                                        new FileSystemException("f", null, error.text())))
                                .isEqualTo(WinError.ERROR_DISK_FULL));
    }
}
