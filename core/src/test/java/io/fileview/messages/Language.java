package io.fileview.messages;

import io.fileview.testing.ChildJvm;

/** A language that a process runs in. */
enum Language {
    /** That of the programmers, which all systems have. */
    ENGLISH("C", "", "en", "US"),
    /** Its C library has translations of all errors. */
    GERMAN("C.UTF-8", "de", "de", "DE"),
    /** Its upper case of i is not I. */
    TURKISH("C.UTF-8", "tr", "tr", "TR"),
    /** Its digits are not those of English. The C library has no translation. */
    ARABIC("C.UTF-8", "", "ar", "EG");

    private final String locale;
    private final String translation;
    private final String language;
    private final String country;

    Language(String locale, String translation, String language, String country) {
        this.locale = locale;
        this.translation = translation;
        this.language = language;
        this.country = country;
    }

    /** What its C library calls ENOTDIR. */
    boolean isOf(String textOfNotADirectory) {
        return switch (this) {
            case GERMAN -> textOfNotADirectory.endsWith("Ist kein Verzeichnis");
            case TURKISH -> textOfNotADirectory.endsWith("Bir dizin değil");
            case ENGLISH, ARABIC -> textOfNotADirectory.endsWith("Not a directory");
        };
    }

    /** Lets a process run in the language. */
    ChildJvm in(ChildJvm child) {
        return child.under("env", "LC_ALL=" + locale, "LANGUAGE=" + translation)
                .option(
                        "-Duser.language=" + language,
                        "-Duser.country=" + country,
                        "-Duser.extensions=nu-arab");
    }
}
