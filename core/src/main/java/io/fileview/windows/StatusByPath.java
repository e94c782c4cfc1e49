package io.fileview.windows;

import io.fileview.messages.FileRefusals;
import io.fileview.spi.FileNumbers;
import io.fileview.spi.FileStatus;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What Windows tells by paths and numbers, for the engine that makes no calls itself. It is asked only
 * if the program has allowed native access, so that no warning is printed for that engine.
 */
public final class StatusByPath implements FileNumbers {
    /** FORMAT_MESSAGE_IGNORE_INSERTS and FORMAT_MESSAGE_FROM_SYSTEM. */
    private static final int FROM_SYSTEM = 0x1200;

    private static final int LONGEST_TEXT = 1024;

    /** Creates the look-up. */
    public StatusByPath() {}

    /** {@return whether this JVM allows native calls without a warning} */
    public static boolean isAllowed() {
        return StatusByPath.class.getModule().isNativeAccessEnabled();
    }

    @Override
    public FileStatus lookUp(Path path, boolean follow) throws IOException {
        String name = path.toString();
        NtFile.Opened opened =
                NtFile.open(
                        0,
                        PathNames.full(path.toAbsolutePath().normalize()),
                        NtFile.READ_ATTRIBUTES,
                        NtFile.OPEN,
                        follow ? 0 : NtFile.NO_FOLLOW);
        if (isAbsent(opened.error())) {
            throw FileRefusals.noSuchFile(
                    name, "there is no such file or directory; check the path, or create it");
        }
        if (opened.error() != 0) {
            throw WindowsErrors.failure(
                    Place.of(name), "it cannot be looked up", opened.error());
        }
        try {
            io.fileview.windows.FileStatus found =
                    io.fileview.windows.FileStatus.of(opened.handle(), name);
            return new FileStatus(
                    found.identity(),
                    found.size(),
                    OptionalInt.of(found.links()),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty());
        } finally {
            WindowsHandle.close(opened.handle());
        }
    }

    private static boolean isAbsent(int error) {
        return WindowsError.ERROR_FILE_NOT_FOUND.is(error)
                || WindowsError.ERROR_PATH_NOT_FOUND.is(error);
    }

    /**
     * Returns what the system calls an error.
     *
     * @param error the number of the error
     * @return the text in the language of the user; empty if the system has none
     */
    public static Optional<String> textOf(int error) {
        WindowsFunction format = WindowsFunction.of("FormatMessageW");
        if (!format.isPresent()) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(2L * LONGEST_TEXT, 2);
            int length =
                    format.callInt(FROM_SYSTEM, 0, error, 0, text.address(), LONGEST_TEXT, 0);
            return length <= 0
                    ? Optional.empty()
                    : Optional.of(text.getString(0, StandardCharsets.UTF_16LE));
        }
    }
}
