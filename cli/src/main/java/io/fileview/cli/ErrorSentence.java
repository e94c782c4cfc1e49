package io.fileview.cli;

import io.fileview.MappingException;
import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns an exception into one sentence for the user. */
final class ErrorSentence {
    private ErrorSentence() {}

    static String of(Throwable failure) {
        return Printable.oneLine(sentence(failure));
    }

    /**
     * Returns a sentence that begins with the exact name of the file that it is about, if it is one of
     * these: exceptions have only those bytes of a name that the locale can express.
     */
    static String of(Throwable failure, Path... files) {
        String sentence = of(failure);
        Set<String> exact = new HashSet<>();
        for (Path file : files) {
            String inexact = Printable.oneLine(file.toString());
            if (sentence.startsWith(inexact + ": ")) {
                exact.add(PathText.line(file) + sentence.substring(inexact.length()));
            }
        }
        return exact.size() == 1 ? exact.iterator().next() : sentence;
    }

    private static String sentence(Throwable failure) {
        Throwable cause = failure.getCause();
        if (failure instanceof UncheckedIOException && cause != null) {
            return sentence(cause);
        }
        if (failure instanceof FileSystemException problem) {
            return ofFile(problem);
        }
        if (failure instanceof OutOfMemoryError) {
            return "the JVM has not enough memory for this command; raise its limit, for example with"
                    + " JDK_JAVA_OPTIONS=-Xmx1g";
        }
        if (failure instanceof InternalError error && isBadPage(error)) {
            return "a page of a mapped file could not be read or written: the file was truncated, the"
                    + " disk is full, or the device failed; see the system log";
        }
        String message = failure.getMessage();
        if (message == null) {
            return "unexpected " + failure.getClass().getName();
        }
        if (failure instanceof MappingException || failure instanceof CommandFailure) {
            return message;
        }
        if (failure instanceof IOException problem) {
            return reason(problem);
        }
        if (failure instanceof UnsupportedOperationException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException) {
            return message;
        }
        return "unexpected " + failure.getClass().getName() + ": " + message;
    }

    /** By its message alone can the JVM report that access to a mapped page failed. */
    private static boolean isBadPage(InternalError error) {
        String message = error.getMessage();
        return message != null && message.contains("unsafe memory access");
    }

    /**
     * Returns what an exception of the JDK or the library reports. Errors of the system are in
     * English whatever its language is, with the next step.
     */
    static String reason(IOException problem) {
        return reason(problem, SystemError::remedy);
    }

    /** As {@link #reason(IOException)}, if an entry of a directory was to be created or changed. */
    static String reasonOfEntry(IOException problem) {
        return reason(problem, SystemError::remedyForEntry);
    }

    private static String reason(
            IOException problem, Function<SystemError, Optional<String>> remedies) {
        return ErrorTexts.errorOf(problem)
                .filter(error -> !(problem instanceof MappingException))
                .map(
                        error -> error.inWords()
                                + remedies.apply(error).map(remedy -> "; " + remedy).orElse(""))
                .orElseGet(() -> ErrorTexts.inWords(problem));
    }

    private static String ofFile(FileSystemException problem) {
        String file = problem.getFile();
        String reason = problem.getReason();
        String what;
        if (problem instanceof NoSuchFileException) {
            what = reason == null ? "no such file; check the path" : reason;
        } else if (problem instanceof AccessDeniedException) {
            what = reason == null
                    ? "permission denied; check the permissions of the file and the directories above it"
                    : reason;
        } else if (problem instanceof FileAlreadyExistsException) {
            what = reason == null ? "already exists; give another path, or remove it" : reason;
        } else if (problem instanceof NotDirectoryException) {
            what = "is not a directory; check the path";
        } else if (problem instanceof FileSystemLoopException) {
            what = "is part of a directory loop; give a path that does not lead through it";
        } else {
            what = reason == null ? "the system refused the operation" : reason(problem);
        }
        return file == null ? what : file + ": " + what;
    }
}
