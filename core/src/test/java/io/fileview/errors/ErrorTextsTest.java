package io.fileview.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.Needs;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorTextsTest {
    private static final Path LANGUAGES = Path.of("/usr/share/locale");

    @TempDir
    Path directory;

    @BeforeEach
    void needLinux() {
        Needs.linux();
    }

    @Test
    void typesTellWithoutATextAndTextsWithoutAType() {
        assertThat(ErrorTexts.errorOf(new NoSuchFileException("x"))).contains(SystemError.ENOENT);
        assertThat(ErrorTexts.errorOf(new AccessDeniedException("x"))).contains(SystemError.EACCES);
        assertThat(ErrorTexts.errorOf(new IOException("No space left on device")))
                .contains(SystemError.ENOSPC);
        assertThat(ErrorTexts.errorOf(new FileSystemException("x", null, "Is a directory")))
                .contains(SystemError.EISDIR);
        assertThat(ErrorTexts.errorOf(new FileNotFoundException("a (b) c (Too many open files)")))
                .contains(SystemError.EMFILE);
        assertThat(
                ErrorTexts.errorOf(new UncheckedIOException(new IOException("Quota exceeded"))))
                .contains(SystemError.EDQUOT);
        assertThat(
                ErrorTexts.errorOf(
                        new FileSystemException(
                                "x",
                                null,
                                "Error writing extended attribute 'a: b': No space left on device")))
                .contains(SystemError.ENOSPC);
        assertThat(
                ErrorTexts.errorOf(
                        new FileSystemException(
                                "x", null, "Error reading extended attribute 'No data available'")))
                .isEmpty();
        assertThat(
                ErrorTexts.errorOf(
                        new FileSystemException(
                                "x",
                                null,
                                "Too many levels of symbolic links or unable to access attributes"
                                        + " of symbolic link")))
                .contains(SystemError.ELOOP);
        assertThat(
                ErrorTexts.errorOf(
                        new IOException(
                                "No space left on device (msync with parameter MS_SYNC failed)")))
                .contains(SystemError.ENOSPC);
        assertThat(
                ErrorTexts.errorOf(
                        new FileSystemException(
                                "x",
                                null,
                                "Error writing extended attribute 'fileview.commit': Disk quota exceeded")))
                .contains(SystemError.EDQUOT);
        assertThat(ErrorTexts.errorOf(new IOException("no such text"))).isEmpty();
        assertThat(ErrorTexts.errorOf(new IOException())).isEmpty();
        assertThat(ErrorTexts.inWords(new IOException("no such text"))).isEqualTo("no such text");
        assertThat(ErrorTexts.inWords(new IOException())).isEqualTo("IOException");
    }

    @Test
    void noLanguageConfusesErrors() throws IOException {
        int languages = 0;
        assumeTrue(Files.exists(LANGUAGES), LANGUAGES + " is not there");
        try (Stream<Path> each = Files.list(LANGUAGES)) {
            for (Path language : each.toList()) {
                Path file = language.resolve("LC_MESSAGES").resolve("libc.mo");
                if (Files.exists(file)) {
                    languages++;
                    requireRecognized(MessageCatalogue.read(file), language);
                }
            }
        }
        int found = languages;
        assumeTrue(found > 0, "the C library has no translations installed");
        assertThat(found).isPositive();
    }

    private static void requireRecognized(MessageCatalogue catalogue, Path language) {
        Optional<String> observed = catalogue.translation(SystemError.ENOTDIR.text());
        if (observed.isEmpty()) {
            return;
        }
        Map<String, SystemError> errors = ErrorTexts.translationsBy(observed.get());
        for (SystemError error : SystemError.values()) {
            String text = catalogue.translation(error.text()).orElse(error.text());
            SystemError meant = errors.get(text);
            assertThat(meant == null || meant == error)
                    .as("%s: %s is %s", language, text, meant)
                    .isTrue();
        }
        for (SystemError error : Set.of(
                SystemError.ENOSPC,
                SystemError.EDQUOT,
                SystemError.EFBIG,
                SystemError.EROFS,
                SystemError.EMFILE,
                SystemError.ENODEV)) {
            catalogue.translation(error.text())
                    .ifPresent(
                            text -> assertThat(errors.get(text)).as("%s", language)
                                    .isEqualTo(error));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"de", "tr", "fr", "ja", "pt_BR", "ru"})
    void aProcessRecognizesTheErrorsThatItMeets(String language) throws IOException {
        Path catalogue = LANGUAGES.resolve(language).resolve("LC_MESSAGES").resolve("libc.mo");
        assumeTrue(Files.exists(catalogue), () -> catalogue + " is not installed");
        String output =
                ChildJvm.of(MeetErrors.class)
                        .under("env", "LC_ALL=C.UTF-8", "LANGUAGE=" + language)
                        .run();
        assertThat(output.lines()).containsExactly("translated", "ENOSPC", "EISDIR", "ENODEV");
    }

    @Test
    void theCharactersOfTheLocaleDoNotMatter() throws IOException {
        Path catalogue = LANGUAGES.resolve("de").resolve("LC_MESSAGES").resolve("libc.mo");
        assumeTrue(Files.exists(catalogue), () -> catalogue + " is not installed");
        assumeTrue(Command.exists("localedef"), "localedef is not installed");
        assumeTrue(
                Files.exists(Path.of("/usr/share/i18n/locales/de_DE")),
                "the sources of locales are not installed");
        Path locale = directory.resolve("de_DE");
        Command.run("localedef", "-i", "de_DE", "-f", "ISO-8859-1", locale.toString());
        String output =
                ChildJvm.of(MeetErrors.class)
                        .under("env", "LC_ALL=de_DE", "LOCPATH=" + directory)
                        .run();
        assertThat(output.lines()).containsExactly("translated", "ENOSPC", "EISDIR", "ENODEV");
    }

    /** Meets errors for which the JDK has no types. */
    static final class MeetErrors {
        private MeetErrors() {}

        public static void main(String[] args) throws IOException {
            List<IOException> met = ErrorsMet.byThisProcess();
            boolean isTranslated =
                    SystemError.ofEnglish(String.valueOf(met.get(0).getMessage())).isEmpty();
            StringBuilder text = new StringBuilder(isTranslated ? "translated" : "in English");
            for (IOException failure : met) {
                text.append('\n');
                text.append(ErrorTexts.errorOf(failure).map(Enum::name).orElse("unknown"));
            }
            System.out.write(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }
    }

    @Test
    void whatIsNoCatalogueHasNoTranslations() throws IOException {
        for (String content : List.of("", "x", "no catalogue".repeat(10))) {
            Path file = Files.writeString(directory.resolve("libc.mo"), content);
            assertThat(MessageCatalogue.read(file).translation("x")).isEmpty();
        }
        byte[] damaged = new byte[100];
        damaged[0] = (byte) 0xde;
        damaged[1] = 0x12;
        damaged[2] = 0x04;
        damaged[3] = (byte) 0x95;
        damaged[8] = 50; // strings, of which there are none
        Path file = Files.write(directory.resolve("libc.mo"), damaged);
        assertThat(MessageCatalogue.read(file).translation("x")).isEmpty();
    }
}
