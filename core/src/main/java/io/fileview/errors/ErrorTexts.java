package io.fileview.errors;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the JDK's exceptions mean. The JDK has types for a few errors of the operating system; for all
 * others it has only the text of the C library, in the language of the process. This class looks the
 * text up in the C library's own translations, so that the same error is recognized in every
 * language. A text that is not in them, or that stands for several errors, means nothing, unless no
 * file at all can be opened now, with the same text. On Windows the texts are those of {@link
 * WindowsTexts}.
 *
 * <p>The language is found by observation: it is that of the catalogue whose translation of "Not a
 * directory" is the text with which this process meets that error.
 */
public final class ErrorTexts {
    private static final List<Path> CATALOGUES =
            List.of(Path.of("/usr/share/locale"), Path.of("/usr/share/locale-langpack"));

    /** What the JDK adds to the text of ELOOP. */
    private static final String LOOP_NOTE =
            " or unable to access attributes of symbolic link";

    /** How the JDK ends the note in parentheses in which it names the call that failed. */
    private static final String CALL_NOTE = " failed)";

    /** What the JDK says, before a colon and the text, about an attribute. */
    private static final String ATTRIBUTE_NOTE = " extended attribute";

    private static final Path NOT_A_DIRECTORY = Path.of("/dev/null/entry");

    /** The errors by their texts in the language of this process; null until they are needed. */
    private static volatile @Nullable Map<String, SystemError> translated;

    private ErrorTexts() {}

    /**
     * Returns the error that an exception of the JDK reports.
     *
     * @param failure the exception
     * @return the error; empty if it cannot be determined
     */
    public static Optional<SystemError> errorOf(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException e -> Optional.of(SystemError.ENOENT);
            case AccessDeniedException e -> Optional.of(SystemError.EACCES);
            case FileAlreadyExistsException e -> Optional.of(SystemError.EEXIST);
            case DirectoryNotEmptyException e -> Optional.of(SystemError.ENOTEMPTY);
            case NotDirectoryException e -> Optional.of(SystemError.ENOTDIR);
            case FileSystemLoopException e -> Optional.of(SystemError.ELOOP);
            case UncheckedIOException e when e.getCause() != null -> errorOf(e.getCause());
            case FileNotFoundException e -> inParentheses(text(e));
            default -> ofText(text(failure));
        };
    }

    /**
     * Returns what an exception of the JDK reports, to be read inside a sentence: in English with the
     * name of the error, or else in the words of the system.
     *
     * @param failure the exception
     * @return the words, without the name of the file
     */
    public static String inWords(Throwable failure) {
        return WindowsTexts.inWords(text(failure))
                .or(() -> errorOf(failure).map(SystemError::inWords))
                .orElseGet(() -> text(failure));
    }

    /**
     * Returns what can be done about the error that an exception of the JDK reports.
     *
     * @param failure the exception
     * @return an instruction that ends a sentence; empty if that depends on the call, or if the error
     *     cannot be determined
     */
    public static Optional<String> remedyOf(Throwable failure) {
        return WindowsTexts.remedyOf(text(failure))
                .or(() -> errorOf(failure).flatMap(SystemError::remedy));
    }

    /**
     * Returns the name of the error that an exception of the JDK reports, as the operating system
     * calls it.
     *
     * @param failure the exception
     * @return such as {@code ENOSPC} or {@code ERROR_DISK_FULL}; empty if it cannot be determined
     */
    public static Optional<String> nameOf(Throwable failure) {
        return WindowsTexts.nameOf(text(failure))
                .or(() -> errorOf(failure).map(SystemError::name));
    }

    /**
     * Returns the error that a text of the C library stands for.
     *
     * @param text a text in English, or in the language of this process
     * @return the error; empty if it cannot be determined
     */
    public static Optional<SystemError> ofText(String text) {
        String error = withoutNotes(text);
        // Where no descriptor is left, a class that has not been used yet may not be found.
        return SystemError.ofEnglish(error)
                .or(() -> Optional.ofNullable(translated().get(error)))
                .or(() -> DescriptorLimit.text()
                        .filter(error::equals)
                        .map(reached -> SystemError.EMFILE))
                .or(() -> WindowsTexts.errorOf(error));
    }

    private static String withoutNotes(String text) {
        if (text.endsWith(LOOP_NOTE)) {
            return text.substring(0, text.length() - LOOP_NOTE.length());
        }
        int call = text.endsWith(CALL_NOTE) ? text.lastIndexOf(" (") : -1;
        if (call >= 0) {
            return text.substring(0, call);
        }
        int attribute = text.indexOf(ATTRIBUTE_NOTE);
        // The name of an attribute, which may have any characters, is before the last colon.
        int colon = attribute < 0 ? -1 : text.lastIndexOf(": ");
        return colon <= attribute ? text : text.substring(colon + 2);
    }

    /** A {@code FileNotFoundException} has the text in parentheses after the file's name. */
    private static Optional<SystemError> inParentheses(String message) {
        if (message.endsWith(")")) {
            int end = message.length() - 1;
            for (int at = message.indexOf(" ("); at >= 0; at = message.indexOf(" (", at + 1)) {
                Optional<SystemError> error = ofText(message.substring(at + 2, end));
                if (error.isPresent()) {
                    return error;
                }
            }
        }
        return Optional.empty();
    }

    private static String text(Throwable failure) {
        if (failure instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        String message = failure.getMessage();
        return message != null ? message : failure.getClass().getSimpleName();
    }

    private static Map<String, SystemError> translated() {
        Map<String, SystemError> known = translated;
        if (known != null) {
            return known;
        }
        String observed = textOfNotADirectory();
        if (observed == null || SystemError.ofEnglish(observed).isPresent()) {
            return Map.of();
        }
        Map<String, SystemError> found = translationsBy(observed);
        if (!found.isEmpty()) { // otherwise perhaps because no more files can be opened now
            translated = found;
        }
        return found;
    }

    /** Looking at a file needs no descriptor, so this works also if none is left. */
    private static @Nullable String textOfNotADirectory() {
        try {
            Files.readSymbolicLink(NOT_A_DIRECTORY);
            return null;
        } catch (FileSystemException failure) {
            return failure.getReason();
        } catch (IOException failure) {
            return null;
        }
    }

    /** Returns the errors by their texts in the language that has the given text for ENOTDIR. */
    static Map<String, SystemError> translationsBy(String observed) {
        Map<String, SystemError> errors = new HashMap<>();
        Set<SystemError> ambiguous = EnumSet.noneOf(SystemError.class);
        for (Path languages : CATALOGUES) {
            try (DirectoryStream<Path> each = Files.newDirectoryStream(languages)) {
                for (Path language : each) {
                    add(language.resolve("LC_MESSAGES").resolve("libc.mo"), observed, errors,
                            ambiguous);
                }
            } catch (IOException | DirectoryIteratorException absent) {
                // This system keeps no translations here.
            }
        }
        errors.values().removeAll(ambiguous);
        return Map.copyOf(errors);
    }

    private static void add(
            Path path,
            String observed,
            Map<String, SystemError> errors,
            Set<SystemError> ambiguous) {
        MessageCatalogue catalogue;
        try {
            catalogue = MessageCatalogue.read(path);
        } catch (IOException unreadable) {
            return;
        }
        if (!catalogue.translation(SystemError.ENOTDIR.text()).filter(observed::equals)
                .isPresent()) {
            return;
        }
        for (SystemError error : SystemError.values()) {
            catalogue.translation(error.text())
                    .ifPresent(
                            text -> {
                                SystemError other = errors.putIfAbsent(text, error);
                                if (other != null && other != error) {
                                    ambiguous.add(other);
                                }
                            });
        }
    }
}
