package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.ByteRange;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.pages.observed.ObservedPages;
import io.fileview.pages.observed.ObservedPages.Column;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * Determines the states of the pages of a range without accessing any.
 *
 * <table>
 * <caption>Sources</caption>
 * <tr><td>resident</td><td>{@code mincore(2)}</td></tr>
 * <tr><td>working set, private, shared</td><td>{@code /proc/self/pagemap}</td></tr>
 * <tr><td>referenced, share count</td><td>{@code /proc/kpageflags} and {@code /proc/kpagecount},
 * which only privileged processes may read</td></tr>
 * <tr><td>dirty, writeback</td><td>{@code cachestat(2)}</td></tr>
 * <tr><td>locked</td><td>the pages locked through this range</td></tr>
 * </table>
 */
final class PageInspection {
    private static final int MINCORE_CHUNK = 1 << 20;
    private static final long W_OK = 2;
    private static final long ROOT = 0;

    private final RangePages range;
    private final LinuxLocking locking;
    private final ByteRange bytes;
    private final long start;
    private final int pages;
    private final Map<PageState, Column> columns = new EnumMap<>(PageState.class);

    PageInspection(RangePages range, LinuxLocking locking, ByteRange bytes) {
        this.range = range;
        this.locking = locking;
        this.bytes = bytes;
        this.start = range.start(bytes);
        this.pages = Math.toIntExact(range.size(bytes) / Pages.SIZE);
    }

    PageMap look() throws IOException {
        PageTable table = PageTable.read(range.place(bytes), start, pages);
        BitSet copied = range.isCopyOnWrite() ? table.anonymous() : new BitSet();
        columns.put(PageState.WORKING_SET, Column.known(table.present()));
        columns.put(PageState.PRIVATE, Column.known(copied));
        columns.put(PageState.LOCKED, Column.known(locking.lockedPages(bytes)));
        Column resident = resident(table.present());
        columns.put(PageState.RESIDENT, resident);
        changes(table.present(), copied);

        // The kernel exposes share counts only through this page table. A page that is not in
        // memory is in no page table.
        BitSet away = new BitSet();
        away.set(0, pages);
        away.andNot(resident.yes());
        away.andNot(resident.unknown());
        away.andNot(table.present());
        BitSet unseen = new BitSet();
        unseen.set(0, pages);
        unseen.andNot(away);
        unseen.andNot(table.present());
        columns.put(
                PageState.SHARED,
                new Column(
                        table.shared(),
                        unseen,
                        "the kernel exposes it only for pages in the working set"));
        PhysicalPages physical = PhysicalPages.read(table, pages, away);
        columns.put(PageState.REFERENCED, physical.referenced(unseen));
        return new ObservedPages(
                range.pageOffset(bytes),
                Pages.SIZE,
                pages,
                columns,
                physical.shareCounts());
    }

    private Column resident(BitSet present) throws IOException {
        if (!mincoreTellsTheTruth()) {
            BitSet unknown = new BitSet();
            unknown.set(0, pages);
            unknown.andNot(present);
            return new Column(
                    present,
                    unknown,
                    "the kernel exposes it only to the owner of the file and to processes that may write"
                            + " to it");
        }
        BitSet resident = new BitSet();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vector = arena.allocate(Math.min(pages, MINCORE_CHUNK));
            for (int done = 0; done < pages; done += MINCORE_CHUNK) {
                int count = Math.min(MINCORE_CHUNK, pages - done);
                long result =
                        SystemCalls.call(
                                SystemCall.MINCORE,
                                start + done * Pages.SIZE,
                                count * Pages.SIZE,
                                vector.address());
                if (result < 0) {
                    throw range.failure(
                            bytes, "mincore cannot determine which pages are resident", result);
                }
                for (int i = 0; i < count; i++) {
                    if ((vector.get(JAVA_BYTE, i) & 1) != 0) {
                        resident.set(done + i);
                    }
                }
            }
        }
        // A page may have been faulted in between the two calls.
        resident.or(present);
        return Column.known(resident);
    }

    /**
     * Since Linux 5.2, mincore reports every page as resident unless the process owns the file or
     * may write to it. On overlayfs that is the file below, which may be read-only.
     */
    private boolean mincoreTellsTheTruth() {
        Descriptor file = range.file();
        if (file.isMemory()) {
            return true;
        }
        long user = SystemCalls.call(SystemCall.GETEUID, 0);
        if (user == file.opened().owner()) {
            return true;
        }
        if (user != ROOT && file.type().mayCacheElsewhere()) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment path = arena.allocateFrom("/proc/self/fd/" + file.fd());
            return SystemCalls.call(
                    SystemCall.FACCESSAT2,
                    OpenFlags.AT_FDCWD,
                    path.address(),
                    W_OK,
                    OpenFlags.AT_EACCESS)
                    == 0;
        }
    }

    private void changes(BitSet present, BitSet copied) {
        String reason;
        if (range.file().hasNoDisk()) {
            reason = "the file exists in memory only and has no disk that it could differ from";
        } else {
            PageCache cache = new PageCache(range.file());
            PageCache.Changes changes = cache.changes(range.pageOffset(bytes), pages);
            BitSet shared = (BitSet) present.clone();
            shared.andNot(copied);
            if (changes != null && (shared.isEmpty() || !cache.isEmpty(inFile()))) {
                // A private page never reaches the file: it is changed, but not dirty.
                changes.dirty().andNot(copied);
                changes.writeback().andNot(copied);
                columns.put(PageState.DIRTY, Column.known(changes.dirty()));
                columns.put(PageState.WRITEBACK, Column.known(changes.writeback()));
                return;
            }
            reason =
                    "cachestat, which exposes it, requires Linux 6.5, a file that this process owns"
                            + " or may write to, and a file system that caches the pages of its"
                            + " files itself, unlike overlayfs";
        }
        columns.put(PageState.DIRTY, Column.unknown(pages, reason));
        columns.put(PageState.WRITEBACK, Column.unknown(pages, reason));
    }

    private ByteRange inFile() {
        return new ByteRange(range.pageOffset(bytes), range.size(bytes));
    }
}
