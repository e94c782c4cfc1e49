package io.fileview.errors;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The texts of Windows for the errors that must be told apart. The JDK passes on the text of the
 * system, in the language of the user, without the number. The English texts are known here; those of
 * another language are asked from the system, if the program may call it.
 */
public final class WindowsTexts {
    /** An error of Windows, as {@code winerror.h} names it. */
    private enum Known {
        ERROR_ACCESS_DENIED(5, SystemError.EACCES, "Access is denied"),
        ERROR_NOT_ENOUGH_MEMORY(
                8,
                SystemError.ENOMEM,
                "Not enough memory resources are available to process this command"),
        ERROR_WRITE_PROTECT(
                19,
                SystemError.EROFS,
                "The media is write protected",
                "remove the write protection, or use another disk"),
        ERROR_CRC(
                23,
                SystemError.EIO,
                "Data error (cyclic redundancy check)",
                "check the disk with chkdsk"),
        ERROR_SHARING_VIOLATION(
                32,
                SystemError.EBUSY,
                "The process cannot access the file because it is being used by another process",
                "close it there, or try again"),
        ERROR_LOCK_VIOLATION(
                33,
                SystemError.EBUSY,
                "The process cannot access the file because another process has locked a portion of"
                        + " the file",
                "unlock it there, or try again"),
        ERROR_HANDLE_DISK_FULL(39, SystemError.ENOSPC, "The disk is full"),
        ERROR_NOT_SUPPORTED(50, SystemError.EOPNOTSUPP, "The request is not supported"),
        ERROR_DISK_FULL(112, SystemError.ENOSPC, "There is not enough space on the disk"),
        ERROR_FILENAME_EXCED_RANGE(
                206, SystemError.ENAMETOOLONG, "The filename or extension is too long"),
        ERROR_IO_DEVICE(
                1117,
                SystemError.EIO,
                "The request could not be performed because of an I/O device error",
                "check the disk with chkdsk"),
        ERROR_USER_MAPPED_FILE(
                1224,
                SystemError.EBUSY,
                "The requested operation cannot be performed on a file with a user-mapped section"
                        + " open",
                "unmap it in the program that has it mapped"),
        ERROR_DISK_QUOTA_EXCEEDED(1295, SystemError.EDQUOT, "The disk quota is exceeded"),
        ERROR_COMMITMENT_LIMIT(
                1455,
                SystemError.ENOMEM,
                "The paging file is too small for this operation to complete",
                "close views or other programs, or enlarge the paging file");

        private final int number;
        private final SystemError meaning;
        private final String english;
        private final @Nullable String remedy;

        Known(int number, SystemError meaning, String english) {
            this(number, meaning, english, null);
        }

        Known(int number, SystemError meaning, String english, @Nullable String remedy) {
            this.number = number;
            this.meaning = meaning;
            this.english = english;
            this.remedy = remedy;
        }
    }

    /** What the system calls an error by its number; null where it cannot be asked. */
    private static volatile @Nullable IntFunction<Optional<String>> system;

    /** The errors by their texts, in English and in the language of the user; null until needed. */
    private static volatile @Nullable Map<String, Known> byText;

    private WindowsTexts() {}

    /**
     * Sets who asks the system for its texts, which is done when an unknown one is met.
     *
     * @param texts returns the text of an error, which may be empty
     */
    public static void askSystem(IntFunction<Optional<String>> texts) {
        system = texts;
        byText = null;
    }

    /** Returns the error that a text stands for; empty if it is not one of these. */
    static Optional<SystemError> errorOf(String text) {
        return known(text).map(error -> error.meaning);
    }

    /** Returns what can be done about the error of a text, if that differs from other systems. */
    static Optional<String> remedyOf(String text) {
        return known(text).map(error -> error.remedy);
    }

    /** Returns the name that Windows has for the error of a text. */
    static Optional<String> nameOf(String text) {
        return known(text).map(Known::name);
    }

    /** Returns the error of a text in English, with its name, to be read inside a sentence. */
    static Optional<String> inWords(String text) {
        return known(text)
                .map(
                        error -> Character.toLowerCase(error.english.charAt(0))
                                + error.english.substring(1)
                                + " ("
                                + error.name()
                                + ")");
    }

    private static Optional<Known> known(String text) {
        Map<String, Known> texts = byText;
        if (texts == null) {
            texts = texts();
            byText = texts;
        }
        return Optional.ofNullable(texts.get(stripped(text)));
    }

    private static Map<String, Known> texts() {
        Map<String, Known> texts = new HashMap<>();
        Set<String> ambiguous = new HashSet<>();
        IntFunction<Optional<String>> asked = system;
        for (Known error : Known.values()) {
            add(texts, ambiguous, error.english, error);
            if (asked != null) {
                asked.apply(error.number)
                        .ifPresent(text -> add(texts, ambiguous, stripped(text), error));
            }
        }
        texts.keySet().removeAll(ambiguous);
        return Map.copyOf(texts);
    }

    /** A text that stands for errors of different meanings stands for none. */
    private static void add(
            Map<String, Known> texts, Set<String> ambiguous, String text, Known error) {
        Known other = texts.putIfAbsent(text, error);
        if (other != null && other.meaning != error.meaning) {
            ambiguous.add(text);
        }
    }

    /** The JDK leaves out the full stop and the line break at the end, though not everywhere. */
    private static String stripped(String text) {
        String line = text.strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
