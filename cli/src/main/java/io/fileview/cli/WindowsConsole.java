package io.fileview.cli;

import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A standard stream of this process on Windows. A console takes UTF-16 whatever its code page is, so
 * {@link #stream} writes that to it.
 */
final class WindowsConsole {
    static final int OUTPUT = -11;
    static final int ERROR = -12;

    private static final int FILE_TYPE_PIPE = 3;
    private static final int ENABLE_VIRTUAL_TERMINAL_PROCESSING = 4;

    /** What a call may take; the limit was 64 KiB in older versions of Windows. */
    private static final int MOST_CHARS = 8 << 10;

    /** The size of CONSOLE_SCREEN_BUFFER_INFO, and where its window begins and ends, in shorts. */
    private static final int INFO_BYTES = 22;

    private static final int LEFT = 5;
    private static final int RIGHT = 7;

    private final long handle;
    private final boolean isConsole;
    private final boolean showsColours;

    private WindowsConsole(long handle, boolean isConsole, boolean showsColours) {
        this.handle = handle;
        this.isConsole = isConsole;
        this.showsColours = showsColours;
    }

    /** The standard stream of that number; no console if the JVM does not allow native calls. */
    static WindowsConsole of(int number) {
        try (Arena arena = Arena.ofConfined()) {
            long handle = WindowsFunction.of("GetStdHandle").call(number & 0xffff_ffffL);
            MemorySegment mode = arena.allocate(ValueLayout.JAVA_INT);
            if (!WindowsFunction.of("GetConsoleMode").succeeds(handle, mode.address())) {
                return new WindowsConsole(handle, false, false);
            }
            int old = mode.get(ValueLayout.JAVA_INT, 0);
            boolean colours =
                    WindowsFunction.of("SetConsoleMode")
                            .succeeds(handle, old | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
            return new WindowsConsole(handle, true, colours);
        } catch (IllegalStateException | UnsupportedOperationException e) {
            return new WindowsConsole(0, false, false);
        }
    }

    boolean isConsole() {
        return isConsole;
    }

    /** Whether it understands the sequences that change colours, which old versions do not. */
    boolean showsColours() {
        return showsColours;
    }

    boolean isPipe() {
        return handle != 0
                && WindowsFunction.of("GetFileType").callInt(handle) == FILE_TYPE_PIPE;
    }

    /** The width of the window in characters; 0 if it is unknown. */
    int width() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, Short.BYTES);
            if (!WindowsFunction.of("GetConsoleScreenBufferInfo").succeeds(handle,
                    info.address())) {
                return 0;
            }
            return info.getAtIndex(ValueLayout.JAVA_SHORT, RIGHT)
                    - info.getAtIndex(ValueLayout.JAVA_SHORT, LEFT)
                    + 1;
        }
    }

    /** A stream that takes UTF-8 and writes to the console. */
    OutputStream stream() {
        return new Stream();
    }

    private final class Stream extends OutputStream {
        private final CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE);

        /** The start of a character whose other bytes have not been written yet. */
        private byte[] started = new byte[0];

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer input = ByteBuffer.allocate(started.length + length);
            input.put(started).put(bytes, offset, length).flip();
            CharBuffer text = CharBuffer.allocate(input.remaining() + 1);
            decoder.decode(input, text, false);
            started = new byte[input.remaining()];
            input.get(started);
            text.flip();
            while (text.hasRemaining()) {
                int chars = Math.min(MOST_CHARS, text.remaining());
                if (chars < text.remaining() && Character.isHighSurrogate(text.charAt(chars - 1))) {
                    chars--; // its other half would be in the next call
                }
                write(text.subSequence(0, chars).toString());
                text.position(text.position() + chars);
            }
        }

        private void write(String text) throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment written = arena.allocate(ValueLayout.JAVA_INT);
                MemorySegment chars = WindowsFunction.wide(text, arena);
                if (!WindowsFunction.of("WriteConsoleW")
                        .succeeds(handle, chars.address(), text.length(), written.address(), 0)) {
                    throw new IOException(
                            "the console refused it with error " + WindowsFunction.lastError());
                }
            }
        }
    }
}
