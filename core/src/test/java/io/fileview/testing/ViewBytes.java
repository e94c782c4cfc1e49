package io.fileview.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of a view: through its segment, or through guarded access where the engine under test
 * gives views no segment.
 */
public final class ViewBytes {
    private final View view;

    private ViewBytes(View view) {
        this.view = view;
    }

    public static ViewBytes bytesOf(View view) {
        return new ViewBytes(view);
    }

    private interface Access<T> {
        T run() throws IOException;
    }

    private static <T> T guarded(Access<T> access) {
        try {
            return access.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasSegment() {
        return EngineUnderTest.hasSegments();
    }

    public byte get(long at) {
        return hasSegment()
                ? view.segment().get(JAVA_BYTE, at)
                : guarded(() -> view.guarded().getByte(at));
    }

    public void set(long at, int value) {
        if (hasSegment()) {
            view.segment().set(JAVA_BYTE, at, (byte) value);
        } else {
            write(at, new byte[] {(byte) value});
        }
    }

    public long getLong(long at) {
        return hasSegment()
                ? view.segment().get(JAVA_LONG_UNALIGNED, at)
                : guarded(() -> view.guarded().getLong(at));
    }

    public void setLong(long at, long value) {
        if (hasSegment()) {
            view.segment().set(JAVA_LONG_UNALIGNED, at, value);
        } else {
            guarded(
                    () -> {
                        view.guarded().setLong(at, value);
                        return value;
                    });
        }
    }

    public byte[] toArray() {
        return toArray(0, view.length());
    }

    public byte[] toArray(long from, long length) {
        if (hasSegment()) {
            return view.segment().asSlice(from, length).toArray(JAVA_BYTE);
        }
        byte[] bytes = new byte[Math.toIntExact(length)];
        return guarded(
                () -> {
                    view.guarded().copyTo(from, bytes, 0, bytes.length);
                    return bytes;
                });
    }

    public void write(long at, byte[] bytes) {
        if (hasSegment()) {
            MemorySegment.copy(bytes, 0, view.segment(), JAVA_BYTE, at, bytes.length);
        } else {
            guarded(
                    () -> {
                        view.guarded().copyFrom(at, bytes, 0, bytes.length);
                        return bytes;
                    });
        }
    }

    public void fill(int value) {
        fill(0, view.length(), value);
    }

    public void fill(long from, long length, int value) {
        if (hasSegment()) {
            view.segment().asSlice(from, length).fill((byte) value);
        } else {
            guarded(
                    () -> {
                        view.guarded().fill(from, length, (byte) value);
                        return view;
                    });
        }
    }
}
