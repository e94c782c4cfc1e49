package io.fileview.ndis;

import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Describes a failure of the JDK or of the operating system in one sentence that names the file, the
 * error and what to do, in English whatever the language of the process is.
 */
final class FileFailure {
    private FileFailure() {}

    /** Returns the description; its cause is the failure. */
    static IOException of(String name, IOException failure) {
        FileSystemException described = new FileSystemException(name, null, reason(failure));
        described.initCause(failure);
        return described;
    }

    private static String reason(IOException failure) {
        String told =
                failure instanceof FileSystemException named
                        ? named.getReason()
                        : failure.getMessage();
        // An exception of this module has a sentence of its own, whatever its type stands for.
        Optional<SystemError> error =
                told == null || ErrorTexts.ofText(told).isPresent()
                        ? ErrorTexts.errorOf(failure)
                        : Optional.empty();
        return error.map(
                known -> known.inWords() + known.remedy().map(remedy -> "; " + remedy).orElse(""))
                .orElseGet(() -> told != null ? told : failure.getClass().getSimpleName());
    }
}
