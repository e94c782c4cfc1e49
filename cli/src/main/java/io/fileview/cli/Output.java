package io.fileview.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The output of a command. Unlike with a {@link PrintWriter}, a failed write ends the command: a
 * full disk must not look like success, and a closed pipe is not an error.
 */
final class Output {
    private static final int BUFFER = 1 << 16;

    /** Stands for bytes that are not known. */
    private static final int LOST = 0xfffd;

    private final OutputStream out;
    private final Writer text;
    private final Writer errors;
    private final Charset charset;
    private final Terminal terminal;

    /** Set when a write to standard output has failed; no more are attempted. */
    private boolean broken;

    /** What a write by {@link #textWriter} would have thrown. */
    private @Nullable RuntimeException pending;

    private Output(OutputStream out, OutputStream err, Charset charset, Terminal terminal) {
        this.out = out;
        this.charset = charset;
        this.terminal = terminal;
        this.text = new BufferedWriter(new OutputStreamWriter(out, charset), BUFFER);
        this.errors = new OutputStreamWriter(err, charset);
    }

    static Output ofProcess() {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        if (Platform.WINDOWS) {
            WindowsConsole first = WindowsConsole.of(WindowsConsole.OUTPUT);
            WindowsConsole second = WindowsConsole.of(WindowsConsole.ERROR);
            return new Output(
                    first.isConsole() ? first.stream() : out,
                    second.isConsole() ? second.stream() : err,
                    StandardCharsets.UTF_8,
                    Terminal.onWindows(first, second));
        }
        return new Output(
                out,
                err,
                Charset.forName(System.getProperty("stdout.encoding"), StandardCharsets.UTF_8),
                Terminal.ofProcess());
    }

    static Output to(OutputStream out, OutputStream err) {
        return to(out, err, StandardCharsets.UTF_8);
    }

    static Output to(OutputStream out, OutputStream err, Charset charset) {
        return new Output(out, err, charset, Terminal.none());
    }

    Terminal terminal() {
        return terminal;
    }

    boolean canShow(String symbols) {
        return charset.newEncoder().canEncode(symbols);
    }

    void print(CharSequence chars) {
        try {
            text.append(expressed(chars));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Names can have characters that the locale cannot express; their bytes are shown. */
    private CharSequence expressed(CharSequence chars) {
        if (charset.equals(StandardCharsets.UTF_8) || Printable.isAscii(chars)) {
            return chars;
        }
        CharsetEncoder encoder = charset.newEncoder();
        StringBuilder shown = new StringBuilder();
        chars.codePoints().forEach(
                point -> {
                    String character = Character.toString(point);
                    if (encoder.canEncode(character)) {
                        shown.append(character);
                    } else {
                        shown.append(point == LOST ? "?" : Printable.bytes(character));
                    }
                });
        return shown;
    }

    void line(CharSequence line) {
        print(line);
        print("\n");
    }

    void flush() {
        RuntimeException failure = pending;
        if (failure != null) {
            pending = null;
            throw failure;
        }
        if (broken) {
            return;
        }
        try {
            text.flush();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** For binary data, unbuffered. The caller passes a failed write to {@link #failed}. */
    WritableByteChannel channel() {
        flush();
        return Channels.newChannel(out);
    }

    /** For UTF-8 text, such as JSON, independent of the charset of the terminal. */
    OutputStream stream() {
        flush();
        return new Stream();
    }

    /**
     * For the usage texts of picocli, which expects no exception: what a failed write throws is thrown
     * by the next {@link #flush} of this object.
     */
    PrintWriter textWriter() {
        return new PrintWriter(new Text());
    }

    PrintWriter errorWriter() {
        return new PrintWriter(errors);
    }

    void error(String sentence) {
        errorText("fileview: " + Printable.oneLine(sentence) + "\n");
    }

    /** If even standard error cannot be written, the failure cannot be reported. */
    void errorText(String raw) {
        try {
            errors.append(expressed(raw));
            errors.flush();
        } catch (IOException ignored) {
            return;
        }
    }

    RuntimeException failed(IOException problem) {
        broken = true;
        return terminal.isReaderGone(problem)
                ? new OutputClosed(problem)
                : CommandFailure
                        .failed("cannot write the output: " + ErrorSentence.reason(problem));
    }

    /** Keeps what a {@link PrintWriter} would swallow. */
    private final class Text extends Writer {
        @Override
        public void write(char[] chars, int offset, int length) {
            try {
                text.write(chars, offset, length);
            } catch (IOException e) {
                pending = failed(e);
            }
        }

        @Override
        public void flush() {
            try {
                Output.this.flush();
            } catch (OutputClosed | CommandFailure e) {
                pending = e;
            }
        }

        @Override
        public void close() {
            flush();
        }
    }

    /** Standard output; a failed write ends the command. */
    private final class Stream extends OutputStream {
        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
