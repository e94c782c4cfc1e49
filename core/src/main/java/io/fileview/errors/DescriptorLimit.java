package io.fileview.errors;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Recognizes that no more files can be opened, by trying. So it is recognized even if the text of the
 * error is in a language whose translations, which are files, cannot be read any more either.
 */
public final class DescriptorLimit {
    /** A file that every process can open. */
    private static final Path ANY = Path.of("/dev/null");

    private DescriptorLimit() {}

    /**
     * Returns whether no file at all can be opened now.
     *
     * @return true if none can; false also where that cannot be tried
     */
    public static boolean isReached() {
        return text().isPresent();
    }

    /** Returns the text with which no file at all can be opened now; empty if one can. */
    static Optional<String> text() {
        if (!Files.isReadable(ANY)) {
            return Optional.empty();
        }
        try (FileInputStream _ = new FileInputStream(ANY.toFile())) {
            return Optional.empty();
        } catch (FileNotFoundException failure) {
            String message = String.valueOf(failure.getMessage());
            int start = (ANY + " (").length();
            return message.length() > start + 1
                    ? Optional.of(message.substring(start, message.length() - 1))
                    : Optional.empty();
        } catch (IOException failure) {
            return Optional.empty();
        }
    }
}
