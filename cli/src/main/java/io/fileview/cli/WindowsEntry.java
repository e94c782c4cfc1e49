package io.fileview.cli;

import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Entries of directories on Windows. */
final class WindowsEntry {
    private static final long GENERIC_WRITE = 0x4000_0000L;
    private static final long SHARE_ALL = 7;
    private static final long OPEN_EXISTING = 3;
    private static final long BACKUP_SEMANTICS = 0x0200_0000L;
    private static final long INVALID_HANDLE = -1;

    private WindowsEntry() {}

    /** Waits until the entries of a directory are on the device. The JDK cannot open a directory. */
    static void flush(Path directory) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            String path = longPath(directory.toAbsolutePath().normalize().toString());
            long handle =
                    WindowsFunction.of("CreateFileW")
                            .call(
                                    WindowsFunction.wide(path, arena).address(),
                                    GENERIC_WRITE,
                                    SHARE_ALL,
                                    0,
                                    OPEN_EXISTING,
                                    BACKUP_SEMANTICS,
                                    0);
            if (handle == INVALID_HANDLE) {
                throw failed();
            }
            boolean flushed = WindowsFunction.of("FlushFileBuffers").succeeds(handle);
            IOException failure = failed();
            WindowsFunction.of("CloseHandle").call(handle);
            if (!flushed) {
                throw failure;
            }
        } catch (IllegalStateException | UnsupportedOperationException e) {
            throw new IOException(
                    "this JVM does not allow the native call for it; start java with"
                            + " --enable-native-access=ALL-UNNAMED",
                    e);
        }
    }

    private static IOException failed() {
        return new IOException("the system refused it with error " + WindowsFunction.lastError());
    }

    /** The form of an absolute path that may be longer than 260 characters. */
    static String longPath(String path) {
        if (path.startsWith("\\\\")) {
            return "\\\\?\\UNC" + path.substring(1);
        }
        return "\\\\?\\" + path;
    }
}
