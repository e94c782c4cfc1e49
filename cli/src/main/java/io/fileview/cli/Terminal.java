package io.fileview.cli;

import io.fileview.errors.ErrorTexts;
import io.fileview.errors.SystemError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The terminal, if any, to which the process writes. */
final class Terminal {
    private static final int UNKNOWN_WIDTH = 80;
    private static final int UNKNOWN_HEIGHT = 24;

    private final boolean ofProcess;
    private final boolean out;
    private final boolean err;
    private final @Nullable WindowsConsole console;

    private Terminal(
            boolean ofProcess, boolean out, boolean err, @Nullable WindowsConsole console) {
        this.ofProcess = ofProcess;
        this.out = out;
        this.err = err;
        this.console = console;
    }

    static Terminal ofProcess() {
        return new Terminal(true, isTerminal(1), isTerminal(2), null);
    }

    static Terminal onWindows(WindowsConsole out, WindowsConsole err) {
        return new Terminal(true, out.isConsole(), err.isConsole(), out);
    }

    static Terminal none() {
        return new Terminal(false, false, false, null);
    }

    boolean showsOutput() {
        return out;
    }

    /** Whether standard output is a terminal that shows colours. */
    boolean showsColours() {
        return out && (console == null || console.showsColours());
    }

    boolean showsErrors() {
        return err;
    }

    /** The width of a line in characters; 80 if it is unknown. */
    int width() {
        String columns = System.getenv("COLUMNS");
        if (columns != null) {
            int width = positive(columns);
            if (width > 0) {
                return width;
            }
        }
        if (console != null) {
            int width = out ? console.width() : 0;
            return width > 0 ? width : UNKNOWN_WIDTH;
        }
        return out || err ? askTerminal(1, UNKNOWN_WIDTH) : UNKNOWN_WIDTH;
    }

    /** The number of lines that are seen at once; 24 if it is unknown. */
    int height() {
        String lines = System.getenv("LINES");
        int height = lines == null ? 0 : positive(lines);
        if (height > 0) {
            return height;
        }
        return out && console == null ? askTerminal(0, UNKNOWN_HEIGHT) : UNKNOWN_HEIGHT;
    }

    /** Asks {@code stty} for lines and columns, because the JDK cannot query the size of a terminal. */
    private static int askTerminal(int word, int unknown) {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String answer =
                    new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .trim();
            if (!stty.waitFor(1, TimeUnit.SECONDS)) {
                stty.destroy();
            }
            int blank = answer.indexOf(' ');
            int number =
                    positive(
                            word == 0
                                    ? answer.substring(0, Math.max(0, blank))
                                    : answer.substring(blank + 1));
            return number > 0 ? number : unknown;
        } catch (IOException e) {
            return unknown;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown;
        }
    }

    private static int positive(String digits) {
        try {
            return Math.max(0, Integer.parseInt(digits));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Not by {@link System#console}, which considers input and output together and may be null. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(int descriptor) {
        String target = target(descriptor);
        if (target.isEmpty()) {
            return System.console() != null && System.console().isTerminal();
        }
        return target.startsWith("/dev/pts/")
                || target.startsWith("/dev/tty")
                || target.equals("/dev/console");
    }

    /** Where the error has no name, a write to a pipe fails only for this reason. */
    boolean isReaderGone(IOException problem) {
        Optional<SystemError> error = ErrorTexts.errorOf(problem);
        if (error.isPresent()) {
            return error.get() == SystemError.EPIPE || error.get() == SystemError.ECONNRESET;
        }
        if (console != null) {
            return console.isPipe();
        }
        String target = ofProcess ? target(1) : "";
        return target.startsWith("pipe:") || target.startsWith("socket:");
    }

    private static String target(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
