package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statuses and their causes do not depend on the language of the process. */
@EnabledOnOs(OS.LINUX)
class MessagesInEachLanguageTest {
    private static final String PERMISSIONS =
            "permission denied (EACCES); check the permissions of the file and the directories"
                    + " above it";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"", "de", "tr", "ja"})
    void aFailureNamesTheFileTheErrorAndWhatToDo(String language) throws Exception {
        Path catalogue = Path.of("/usr/share/locale", language, "LC_MESSAGES", "libc.mo");
        assumeTrue(
                language.isEmpty() || Files.exists(catalogue),
                () -> catalogue + " is not installed");
        assumeTrue(Files.exists(Path.of("/usr/bin/setpriv")), "setpriv is not installed");
        Path unreadable = Files.write(directory.resolve("unreadable.bin"), new byte[5]);
        Files.setAttribute(unreadable, "unix:mode", 0);
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Files.setAttribute(closed, "unix:mode", 0);
        Files.createDirectory(directory.resolve("folder"));
        try (RandomAccessFile large =
                new RandomAccessFile(directory.resolve("large.bin").toFile(), "rw")) {
            large.setLength(9L << 40);
        }
        Files.createSymbolicLink(directory.resolve("loop.bin"), Path.of("loop.bin"));
        assertThat(run(language))
                .containsExactly(
                        "NDIS_STATUS_ERROR_READING_FILE: unreadable.bin: " + PERMISSIONS,
                        "NDIS_STATUS_ERROR_READING_FILE: fw.bin: " + PERMISSIONS,
                        "NDIS_STATUS_ERROR_READING_FILE: folder: it is not a regular file and has"
                                + " no bytes to read; use a regular file",
                        "NDIS_STATUS_FILE_NOT_FOUND: missing.bin: no entry of " + directory
                                + " has this name; put the file there",
                        "NDIS_STATUS_FILE_NOT_FOUND: fw.bin: no such file or directory (ENOENT);"
                                + " check the path",
                        "NDIS_STATUS_ERROR_READING_FILE: loop.bin: too many levels of symbolic"
                                + " links (ELOOP); check the path",
                        "NDIS_STATUS_RESOURCES: large.bin: the length of 9895604649984 bytes does"
                                + " not fit in the 32 bits of FileLength, whose maximum is"
                                + " 4294967295; use a smaller file");
    }

    private List<String> run(String language) throws Exception {
        List<String> command =
                List.of(
                        "setpriv",
                        "--bounding-set=-dac_override,-dac_read_search",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Duser.language=" + (language.isEmpty() ? "en" : language),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OpenFiles.class.getName(),
                        directory.toString());
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("LANGUAGE", language);
        Process process = builder.redirectErrorStream(true).start();
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new String(output, StandardCharsets.UTF_8).lines().toList();
    }

    /** Prints why each file cannot be opened. */
    static final class OpenFiles {
        private OpenFiles() {}

        public static void main(String[] args) {
            Path directory = Path.of(args[0]);
            open(directory, "unreadable.bin");
            open(directory.resolve("closed"), "fw.bin");
            open(directory, "folder");
            open(directory, "missing.bin");
            open(directory.resolve("absent"), "fw.bin");
            open(directory, "loop.bin");
            open(directory, "large.bin");
        }

        private static void open(Path directory, String name) {
            try (NdisFiles files = NdisFiles.in(directory)) {
                System.out.println(files.ndisOpenFile(name, NdisFiles.ANY_ADDRESS).opened());
            } catch (IOException failure) {
                System.out.println(failure.getMessage());
            }
        }
    }
}
