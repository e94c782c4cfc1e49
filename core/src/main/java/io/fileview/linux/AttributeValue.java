package io.fileview.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of an extended attribute of an open file ({@code xattr(7)}).
 *
 * @param result the size of the value, or the negated error number
 * @param bytes the value; null if there was an error
 */
@SuppressWarnings("ArrayRecordComponent") // the receiver only reads it
record AttributeValue(long result, byte @Nullable [] bytes) {
    /** The largest value, and the largest list of names. */
    private static final long LARGEST = 65_536;

    static AttributeValue read(Descriptor file, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(LARGEST);
            long result = call(SystemCall.FGETXATTR, file, name, value, LARGEST);
            return new AttributeValue(
                    result,
                    result < 0
                            ? null
                            : value.asSlice(0, result).toArray(ValueLayout.JAVA_BYTE));
        }
    }

    /** Returns 0, or the negated error number. */
    static long write(Descriptor file, String name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Math.max(1, value.length));
            MemorySegment.copy(value, 0, bytes, ValueLayout.JAVA_BYTE, 0, value.length);
            return call(SystemCall.FSETXATTR, file, name, bytes, value.length);
        }
    }

    /** Returns 0, or the negated error number. */
    static long remove(Descriptor file, String name) {
        return call(SystemCall.FREMOVEXATTR, file, name, MemorySegment.NULL, 0);
    }

    /** Returns the names of the attributes that this process may see; null if they are not known. */
    static @Nullable List<String> names(Descriptor file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(LARGEST);
            long size =
                    SystemCalls.untilNotInterrupted(
                            () -> SystemCalls.call(
                                    SystemCall.FLISTXATTR, file.fd(), list.address(), LARGEST));
            if (size < 0) {
                return size == -Errno.EOPNOTSUPP ? List.of() : null;
            }
            List<String> names = new ArrayList<>();
            byte[] bytes = list.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
            int start = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == 0) {
                    names.add(PathBytes.decode(java.util.Arrays.copyOfRange(bytes, start, i)));
                    start = i + 1;
                }
            }
            return names;
        }
    }

    private static long call(
            SystemCall call, Descriptor file, String name, MemorySegment value, long size) {
        try (Arena arena = Arena.ofConfined()) {
            long nativeName = PathBytes.of(name, arena).address();
            return SystemCalls.untilNotInterrupted(
                    () -> SystemCalls.call(
                            call, file.fd(), nativeName, value.address(), size, 0));
        }
    }
}
