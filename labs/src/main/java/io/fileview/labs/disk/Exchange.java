package io.fileview.labs.disk;

import java.io.IOException;
import java.nio.file.Path;

/** The exchange of two names at once ({@code renameat2(2)}), which the JDK has no method for. */
public final class Exchange {
    private Exchange() {}

    /**
     * Lets each of two names lead to what the other one led to.
     *
     * @param one a file or directory
     * @param other another one, on the same file system
     * @throws IOException if that fails, or the file system cannot do it
     */
    public static void of(Path one, Path other) throws IOException {
        LinuxCalls.exchange(one.toString(), other.toString());
    }
}
