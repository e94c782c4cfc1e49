package io.fileview.cli;

import io.fileview.Advice;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * What the demo shows its promises on.
 *
 * @param file the file
 * @param writable whether the demo made the file, and may change it
 * @param size the size of the file
 * @param engine which engine maps it
 */
record Stage(Path file, boolean writable, long size, EngineOption engine) {
    private static final int MOST_DROPS = 50;
    private static final long NANOS_BETWEEN = 10_000_000;

    FileMapping open(Protection protection) throws IOException {
        return engine.open(engine.builder(file).protection(protection));
    }

    /** The start of the file, to a length or to its end. */
    long atMost(long length) {
        return Math.min(length, size);
    }

    FileChannel channel() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /** File systems without a disk keep all pages in memory and never have dirty ones. */
    boolean isOnDisk() throws IOException {
        return isOnDisk(file);
    }

    static boolean isOnDisk(Path path) throws IOException {
        String type = Files.getFileStore(path).type();
        return !type.equals("tmpfs") && !type.equals("ramfs");
    }

    /**
     * Makes the system drop the view's pages from memory, so that what is counted next starts from
     * nothing. The system may be about to do something with a page, and keeps it then for a moment.
     *
     * @return how many are in memory still
     */
    static int drop(View view) throws IOException {
        int left = view.pages().count(PageState.RESIDENT);
        for (int i = 0; i < MOST_DROPS && left > 0; i++) {
            if (i > 0) {
                LockSupport.parkNanos(NANOS_BETWEEN);
            }
            if (!view.advise(Advice.DO_NOT_NEED)) {
                return left;
            }
            left = view.pages().count(PageState.RESIDENT);
        }
        return left;
    }
}
