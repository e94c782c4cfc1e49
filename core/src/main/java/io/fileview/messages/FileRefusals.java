package io.fileview.messages;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/**
 * The exceptions of {@code java.nio.file}, which have the name of the file as it was given, and a
 * message that shows it in one line.
 */
public final class FileRefusals {
    private FileRefusals() {}

    private static boolean isPlain(String name) {
        return PlainText.name(name).equals(name);
    }

    private static String message(String name, String reason) {
        return PlainText.name(name) + ": " + PlainText.line(reason);
    }

    /** Returns the exception for a file that does not exist. */
    public static NoSuchFileException noSuchFile(String name, String reason) {
        return isPlain(name)
                ? new NoSuchFileException(name, null, PlainText.line(reason))
                : new NoSuchFileException(name, null, reason) {
                    @Override
                    public String getMessage() {
                        return message(getFile(), getReason());
                    }
                };
    }

    /** Returns the exception for a file that exists. */
    public static FileAlreadyExistsException alreadyExists(String name, String reason) {
        return isPlain(name)
                ? new FileAlreadyExistsException(name, null, PlainText.line(reason))
                : new FileAlreadyExistsException(name, null, reason) {
                    @Override
                    public String getMessage() {
                        return message(getFile(), getReason());
                    }
                };
    }

    /** Returns the exception for a file that may not be used in this way. */
    public static AccessDeniedException denied(String name, String reason) {
        return isPlain(name)
                ? new AccessDeniedException(name, null, PlainText.line(reason))
                : new AccessDeniedException(name, null, reason) {
                    @Override
                    public String getMessage() {
                        return message(getFile(), getReason());
                    }
                };
    }
}
