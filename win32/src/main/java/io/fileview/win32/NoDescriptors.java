package io.fileview.win32;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes that no more files can be opened, even if the text of the error is in a language whose
 * translations, which are files, could not be read any more either.
 */
final class NoDescriptors {
    /** A file that every process can open. */
    private static final Path ANY = Path.of("/dev/null");

    private NoDescriptors() {}

    /** Returns whether a failure is the same with which no file at all can be opened now. */
    static boolean explain(IOException failure) {
        String text = textOfAnyFile();
        if (text == null) {
            return false;
        }
        String told =
                failure instanceof FileSystemException named
                        ? named.getReason()
                        : failure.getMessage();
        return told != null && (told.equals(text) || told.endsWith("(" + text + ")"));
    }

    private static @Nullable String textOfAnyFile() {
        if (!Files.isReadable(ANY)) {
            return null;
        }
        try (FileInputStream _ = new FileInputStream(ANY.toFile())) {
            return null;
        } catch (FileNotFoundException failure) {
            String message = String.valueOf(failure.getMessage());
            int start = (ANY + " (").length();
            return message.length() > start + 1
                    ? message.substring(start, message.length() - 1)
                    : null;
        } catch (IOException failure) {
            return null;
        }
    }
}
