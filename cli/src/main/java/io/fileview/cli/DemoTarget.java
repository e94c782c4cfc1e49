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
 * The file on which the demo demonstrates the promises.
 *
 * @param file the file
 * @param writable whether the demo created the file and may change it
 * @param size the size of the file
 * @param engine the engine that maps it
 */
record DemoTarget(Path file, boolean writable, long size, EngineOption engine) {
    private static final int MAX_ATTEMPTS = 50;
    private static final long NANOS_BETWEEN = 10_000_000;

    FileMapping open(Protection protection) throws IOException {
        return engine.open(engine.builder(file).protection(protection));
    }

    /** The smaller of a length and the size of the file. */
    long atMost(long length) {
        return Math.min(length, size);
    }

    /** The directory of the file. */
    Path directory() {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of(".") : parent;
    }

    FileChannel channel() throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    /** In-memory file systems keep all pages in memory, and none of them is dirty. */
    boolean isOnDisk() throws IOException {
        return isOnDisk(file);
    }

    static boolean isOnDisk(Path path) throws IOException {
        String type = Files.getFileStore(path).type();
        return !type.equals("tmpfs") && !type.equals("ramfs");
    }

    /**
     * Evicts the pages of the view from memory, so that the following counts start at 0. The system
     * may be using a page and keep it briefly, so this method tries repeatedly.
     *
     * @return the number of pages that are still in memory
     */
    static int evict(View view) throws IOException {
        int left = view.pages().count(PageState.RESIDENT);
        for (int i = 0; i < MAX_ATTEMPTS && left > 0; i++) {
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
