package io.fileview.catalogue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A locale that a process runs in. */
enum Language {
    /** That of the programmers, which all systems have. */
    ENGLISH("C", "en", "US", "Not a directory"),
    /** Its C library has translations of all errors. */
    GERMAN("de_DE", "de", "DE", "Ist kein Verzeichnis"),
    /** The upper case of its i is not I. */
    TURKISH("tr_TR", "tr", "TR", "Bir dizin değil");

    private final String locale;
    private final String language;
    private final String country;
    private final String notADirectory;

    Language(String locale, String language, String country, String notADirectory) {
        this.locale = locale;
        this.language = language;
        this.country = country;
        this.notADirectory = notADirectory;
    }

    /** What the C library calls ENOTDIR. */
    String notADirectory() {
        return notADirectory;
    }

    List<String> options() {
        return List.of("-Duser.language=" + language, "-Duser.country=" + country);
    }

    /**
     * Sets the locale of a process. It is made, below a directory, where the system has its sources;
     * otherwise only its messages are used, in the locale of programmers.
     */
    void set(Map<String, String> environment, Path locales) throws IOException {
        environment.remove("LANG");
        environment.remove("LANGUAGE");
        if (this == ENGLISH) {
            environment.put("LC_ALL", "C");
        } else if (make(locales)) {
            environment.put("LOCPATH", locales.toString());
            environment.put("LC_ALL", locale + ".UTF-8");
        } else {
            environment.put("LC_ALL", "C.UTF-8");
            environment.put("LANGUAGE", language);
        }
    }

    private boolean make(Path locales) throws IOException {
        Path made = locales.resolve(locale + ".UTF-8");
        if (Files.exists(made)) {
            return true;
        }
        List<String> command =
                new ArrayList<>(List.of("localedef", "-i", locale, "-f", "UTF-8", made.toString()));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0 && Files.exists(made);
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
