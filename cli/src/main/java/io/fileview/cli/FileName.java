package io.fileview.cli;

import java.io.Serial;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the name of a file, and refuses one that the system would take for another. */
final class FileName implements ITypeConverter<Path> {
    /** The name cannot be used. The message is a sentence that begins with it. */
    static final class Refused extends TypeConversionException {
        @Serial
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    @Override
    public Path convert(String name) {
        Optional<String> refusal =
                Platform.WINDOWS ? WindowsNames.refusal(name) : Optional.empty();
        if (refusal.isPresent()) {
            throw new Refused(name + ": " + refusal.get());
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new Refused(
                    name + ": cannot be a name (" + e.getReason() + "); give another one");
        }
    }
}
