package io.fileview.cli;

import org.jspecify.annotations.Nullable;

/** The totals over all files. A total is unknown if any part of it is. */
final class StatTotal {
    private long files;
    private long failed;
    private long notMappable;
    private long size;
    private long pages;
    private @Nullable Long residentPages = 0L;
    private @Nullable Long residentBytes = 0L;
    private @Nullable Long dirtyPages = 0L;
    private @Nullable Long dirtyBytes = 0L;
    private @Nullable Long writebackPages = 0L;
    private @Nullable Long evictedPages = 0L;
    private final ShareHistogram shares = new ShareHistogram();

    void add(FileFacts file) {
        files++;
        size = Amount.sum(size, file.size());
        pages += file.pages();
        residentPages = sum(residentPages, file.residentPages());
        residentBytes = sum(residentBytes, file.residentBytes());
        dirtyPages = sum(dirtyPages, file.dirtyPages());
        dirtyBytes = sum(dirtyBytes, file.dirtyBytes());
        writebackPages = sum(writebackPages, file.writebackPages());
        evictedPages = sum(evictedPages, file.evictedPages());
        if (file.shares() != null) {
            shares.add(file.shares());
        }
    }

    void addFailed() {
        failed++;
    }

    /** A file of a tree is of a kind that is never in the file cache, and therefore not counted. */
    void addNotMappable() {
        notMappable++;
    }

    long files() {
        return files;
    }

    long failed() {
        return failed;
    }

    long notMappable() {
        return notMappable;
    }

    long size() {
        return size;
    }

    long pages() {
        return pages;
    }

    @Nullable Long residentPages() {
        return residentPages;
    }

    @Nullable Long residentBytes() {
        return residentBytes;
    }

    @Nullable Long dirtyPages() {
        return dirtyPages;
    }

    @Nullable Long dirtyBytes() {
        return dirtyBytes;
    }

    @Nullable Long writebackPages() {
        return writebackPages;
    }

    @Nullable Long evictedPages() {
        return evictedPages;
    }

    ShareHistogram shares() {
        return shares;
    }

    private static @Nullable Long sum(@Nullable Long a, @Nullable Long b) {
        return a == null || b == null ? null : Long.valueOf(a + b);
    }
}
