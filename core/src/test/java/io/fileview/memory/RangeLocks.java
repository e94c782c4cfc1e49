package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.MappingLimitException;
import io.fileview.spi.PageLocking;
import java.io.IOException;

/** Locks pages of a range in memory. */
final class RangeLocks implements PageLocking {
    private final MemoryRange range;

    RangeLocks(MemoryRange range) {
        this.range = range;
    }

    @Override
    public void lock(ByteRange bytes) throws IOException {
        range.run(Operation.LOCK_PAGES, bytes, () -> lockNow(bytes, range.pages(bytes)));
    }

    private void lockNow(ByteRange bytes, PageSpan pages) throws IOException {
        MemoryFile file = range.file();
        file.locked(() -> range.requireCovered(bytes));
        file.locked(() -> requireRoom(bytes, missing(pages)));
        file.transfer().bringIn(pages.first(), pages.end());
        file.locked(
                () -> {
                    requireRoom(bytes, missing(pages));
                    file.files().lockPages(missing(pages));
                    for (long page = pages.first(); page < pages.end(); page++) {
                        if (!range.mapping().locked.contains(page)) {
                            file.node().cache.load(page).locks++;
                        }
                    }
                    range.mapping().locked.add(pages.first(), pages.end());
                    range.mapping().touched.add(pages.first(), pages.end());
                    return null;
                });
    }

    private long missing(PageSpan pages) {
        return pages.end() - pages.first()
                - range.mapping().locked.countWithin(pages.first(), pages.end());
    }

    private Void requireRoom(ByteRange bytes, long pages) throws IOException {
        MemoryFileSystem files = range.file().files();
        if (!files.lockPages(pages)) {
            throw new MappingLimitException(
                    range.place(bytes).withError("ENOMEM"),
                    "cannot be locked in memory: " + files.lockedBytes()
                            + " bytes are locked, and at most "
                            + files.behaviour().lockedMemoryLimit()
                            + " may be (ENOMEM); unlock some, or raise the limit",
                    "RLIMIT_MEMLOCK",
                    files.behaviour().lockedMemoryLimit(),
                    files.lockedBytes(),
                    null);
        }
        files.lockPages(-pages);
        return null;
    }

    @Override
    public void unlock(ByteRange bytes) throws IOException {
        PageSpan pages = range.pages(bytes);
        range.run(
                Operation.UNLOCK_PAGES,
                bytes,
                () -> range.file()
                        .locked(
                                () -> {
                                    unlock(range.file().files(), range.mapping(), pages.first(),
                                            pages.end());
                                    return null;
                                }));
    }

    /** Unlocks what is locked among some pages. The lock of the file system is held. */
    static void unlock(MemoryFileSystem files, Mapping mapping, long first, long end) {
        for (PageRuns.Run run : mapping.locked.within(first, end)) {
            for (long page = run.first(); page < run.end(); page++) {
                CachedPage cached = mapping.file.cache.get(page);
                if (cached != null && cached.locks > 0) {
                    cached.locks--;
                }
            }
        }
        files.lockPages(-mapping.locked.remove(first, end));
    }
}
