package io.fileview.linux;

/**
 * The certainty that nobody else has a file open, for as long as it takes to set its size: between a
 * look at the size and {@code ftruncate(2)}, another process could append what would be cut off. The
 * kernel grants a write lease ({@code fcntl(2)}) only on a file that nobody else has open, in this
 * process or another, and lets whoever opens it meanwhile wait until the lease is returned.
 */
final class SoleUse implements AutoCloseable {
    private static final long F_SETSIG = 10;
    private static final long F_SETLEASE = 1024;
    private static final long F_WRLCK = 1;
    private static final long F_UNLCK = 2;

    /** Sent when somebody waits; ignored by default, unlike SIGIO, which would end the process. */
    private static final long SIGURG = 23;

    private final Descriptor file;
    private final boolean granted;

    private SoleUse(Descriptor file, boolean granted) {
        this.file = file;
        this.granted = granted;
    }

    /** Tries to get it; the caller asks whether it has. */
    static SoleUse of(Descriptor file) {
        // On a file system whose server can be reached from elsewhere, a lease says nothing.
        boolean granted =
                file.opened().isRegular()
                        && file.type().isLocal()
                        && control(file, F_SETSIG, SIGURG) >= 0
                        && control(file, F_SETLEASE, F_WRLCK) >= 0;
        return new SoleUse(file, granted);
    }

    boolean isGranted() {
        return granted;
    }

    @Override
    public void close() {
        if (granted) {
            control(file, F_SETLEASE, F_UNLCK);
        }
    }

    private static long control(Descriptor file, long command, long argument) {
        return SystemCalls.call(SystemCall.FCNTL, file.fd(), command, argument);
    }
}
