package io.fileview.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The current directory of the process, which the kernel resolves relative paths against, and that
 * of the JDK. They are the same one, unless the property {@code user.dir} was set.
 */
final class CurrentDirectory {
    private static final int LONGEST = 4096; // PATH_MAX

    /** The path of the JDK's current directory, without a slash at its end. */
    static final byte[] DEFAULT = withoutSlash(PathBytes.absolute(Path.of("")));

    /** Whether the kernel resolves relative paths as the JDK does. */
    static final boolean IS_DEFAULT = Arrays.equals(withoutSlash(ofProcess()), DEFAULT);

    private CurrentDirectory() {}

    /** Returns the path; nothing if the kernel does not tell. */
    private static byte[] ofProcess() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocate(LONGEST);
            long length = SystemCalls.call(SystemCall.GETCWD, path.address(), LONGEST);
            return length < 1
                    ? new byte[0]
                    : path.asSlice(0, length - 1).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static byte[] withoutSlash(byte[] path) {
        int end = path.length;
        return end > 0 && path[end - 1] == '/' ? Arrays.copyOf(path, end - 1) : path;
    }
}
