package io.fileview.memory;

import io.fileview.MappingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Writes changed pages of a file to the disk. A page counts as clean from the moment at which it is sent; if the disk
 * does not take it, it stays so, and the error is kept for each open file.
 */
final class WriteBack {
    private final MemoryFileSystem files;
    private final FileNode file;
    private final String name;

    /** A page on its way; its bytes are those with which it counts as clean. */
    private record Sent(long page, CachedPage cached) {}

    WriteBack(MemoryFileSystem files, FileNode file, String name) {
        this.files = files;
        this.file = file;
        this.name = name;
    }

    /**
     * Writes pages of a run that are dirty, one by one.
     *
     * @param seen the mappings of which changes through segments are noticed
     */
    void run(long first, long end, Predicate<Mapping> seen) {
        List<Sent> batch = files.locked(() -> send(first, end, seen));
        int done = 0;
        try {
            for (Sent page : batch) {
                String error = write(page);
                done++;
                files.locked(() -> arrived(page, error));
            }
        } finally {
            // A fault that is an error of the test: nothing waits for these pages.
            List<Sent> rest = batch.subList(done, batch.size());
            files.locked(() -> takeBack(rest));
        }
    }

    private List<Sent> send(long first, long end, Predicate<Mapping> seen) {
        file.noticeChanges(first, end, seen);
        List<Sent> batch = new ArrayList<>();
        for (Map.Entry<Long, CachedPage> entry : file.cache.within(first, end).entrySet()) {
            CachedPage cached = entry.getValue();
            if (cached.dirty && !cached.writing) {
                cached.clean = file.copy(entry.getKey(), cached);
                cached.dirty = false;
                cached.writing = true;
                batch.add(new Sent(entry.getKey(), cached));
            }
        }
        return batch;
    }

    /** The name of the error, or an empty string. */
    private String write(Sent page) {
        long pageSize = file.pageSize();
        try {
            return files.faults()
                    .run(
                            Operation.DISK_WRITE,
                            name,
                            page.page() * pageSize,
                            pageSize,
                            () -> files.behaviour().readOnly() ? "EROFS" : "");
        } catch (MappingException failure) {
            return failure.errorName().orElse("EIO");
        } catch (IOException failure) {
            return "EIO";
        }
    }

    private Void arrived(Sent sent, String error) {
        sent.cached().writing = false;
        files.signal();
        if (file.cache.get(sent.page()) != sent.cached()) {
            return null; // It was truncated meanwhile.
        }
        byte[] bytes = Objects.requireNonNull(sent.cached().clean);
        boolean hasRoom = file.allocate(sent.page(), sent.page() + 1);
        if (error.isEmpty() && hasRoom) {
            file.disk.written(sent.page(), bytes);
        } else {
            file.disk.failed(sent.page(), bytes, files.behaviour().losesFailedFirstWrites());
            file.errors.add(error.isEmpty() ? "ENOSPC" : error);
        }
        return null;
    }

    private Void takeBack(List<Sent> rest) {
        for (Sent sent : rest) {
            sent.cached().writing = false;
            sent.cached().dirty = true;
        }
        files.signal();
        return null;
    }

    /** Waits until the disk has answered for all pages of a run that others have sent. */
    void await(long first, long end) {
        files.locked(() -> files.await(Long.MAX_VALUE / 2, () -> !isBeingWritten(first, end)));
    }

    private boolean isBeingWritten(long first, long end) {
        return file.cache.within(first, end).values().stream().anyMatch(page -> page.writing);
    }
}
