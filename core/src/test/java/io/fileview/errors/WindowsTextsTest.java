package io.fileview.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The errors of Windows are told apart by the texts of the system, in its language. */
class WindowsTextsTest {
    private static final Map<Integer, String> GERMAN =
            Map.of(
                    32, "Der Prozess kann nicht auf die Datei zugreifen.\r\n",
                    39,
                    "Es steht nicht genug Speicherplatz auf dem Datentr\u00e4ger zur Verf\u00fcgung.\r\n",
                    112,
                    "Es steht nicht genug Speicherplatz auf dem Datentr\u00e4ger zur Verf\u00fcgung.\r\n",
                    5, "Gleich.",
                    1117, "Gleich.");

    @AfterEach
    void askNobody() {
        WindowsTexts.askSystem(number -> Optional.empty());
    }

    @Test
    void theEnglishTextsAreKnown() {
        IOException full = new IOException("There is not enough space on the disk");
        assertThat(ErrorTexts.errorOf(full)).contains(SystemError.ENOSPC);
        assertThat(ErrorTexts.nameOf(full)).contains("ERROR_DISK_FULL");
        assertThat(ErrorTexts.inWords(full))
                .isEqualTo("there is not enough space on the disk (ERROR_DISK_FULL)");
        assertThat(ErrorTexts.remedyOf(full)).contains("free some space, or raise the quota");
        assertThat(ErrorTexts.remedyOf(
                new IOException("The media is write protected")).orElseThrow())
                .contains("another disk");
        assertThat(ErrorTexts.errorOf(
                new FileSystemException("f", null, "The disk quota is exceeded.\r\n")))
                .contains(SystemError.EDQUOT);
    }

    @Test
    void thoseOfAnotherLanguageAreAskedFromTheSystem() {
        IOException full = new IOException(GERMAN.get(112).strip().replace(".", ""));
        assertThat(ErrorTexts.errorOf(full)).isEmpty();
        WindowsTexts.askSystem(number -> Optional.ofNullable(GERMAN.get(number)));
        assertThat(ErrorTexts.errorOf(full)).contains(SystemError.ENOSPC);
        assertThat(ErrorTexts.inWords(full)).contains("disk").endsWith("_DISK_FULL)");
        assertThat(ErrorTexts.nameOf(new IOException(
                "Der Prozess kann nicht auf die Datei zugreifen")))
                .contains("ERROR_SHARING_VIOLATION");
        assertThat(ErrorTexts.errorOf(new IOException("The disk is full")))
                .contains(SystemError.ENOSPC);
    }

    @Test
    void aTextOfTwoErrorsIsThatOfNone() {
        WindowsTexts.askSystem(number -> Optional.ofNullable(GERMAN.get(number)));
        assertThat(ErrorTexts.errorOf(new IOException("Gleich"))).isEmpty();
        assertThat(ErrorTexts.nameOf(new IOException("Gleich"))).isEmpty();
    }
}
