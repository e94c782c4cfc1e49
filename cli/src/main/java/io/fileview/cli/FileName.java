package io.fileview.cli;

import java.io.IOError;
import java.io.Serial;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the name of a file, and refuses one that the system would take for another. */
final class FileName implements ITypeConverter<Path> {
    /** The name cannot be used. The message is a sentence that begins with it. */
    static final class RefusedNameException extends TypeConversionException {
        @Serial
        private static final long serialVersionUID = 1L;

        RefusedNameException(String message) {
            super(message);
        }
    }

    @Override
    public Path convert(String name) {
        Optional<String> refusal =
                Platform.WINDOWS ? WindowsNames.refusal(name) : Optional.empty();
        if (refusal.isPresent()) {
            throw new RefusedNameException(name + ": " + refusal.get());
        }
        try {
            Path path = Platform.WINDOWS ? Path.of(name) : UnixNames.path(name);
            if (Platform.WINDOWS) {
                Objects.requireNonNull(path.toAbsolutePath()); // throws where there is no such drive
            }
            return path;
        } catch (IOError noCurrentDirectory) {
            throw new RefusedNameException(
                    name + ": there is no drive " + name.substring(0, 2)
                            + ", and streams of files cannot be mapped; give the name of a file");
        } catch (InvalidPathException e) {
            throw new RefusedNameException(
                    name + ": cannot be a name (" + e.getReason() + "); give another one");
        }
    }
}
