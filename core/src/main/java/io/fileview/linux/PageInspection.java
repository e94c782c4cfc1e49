package io.fileview.linux;

import io.fileview.ByteRange;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.pages.observed.ObservedPages;
import io.fileview.pages.observed.ObservedPages.Column;
import java.io.IOException;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

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
        PageTable table = PageTable.look(range.place(bytes), start, pages);
        String unseenTable = table.whyUnknown();
        Column resident = resident(table.present());
        columns.put(PageState.RESIDENT, resident);
        columns.put(PageState.LOCKED, Column.known(locking.lockedPages(bytes)));
        columns.put(
                PageState.WORKING_SET,
                unseenTable == null
                        ? Column.known(table.present())
                        : Column.unknown(pages, unseenTable));
        columns.put(
                PageState.PRIVATE,
                !range.isCopyOnWrite()
                        ? Column.known(new BitSet())
                        : unseenTable == null
                                ? Column.known(table.anonymous())
                                : Column.unknown(pages, unseenTable));
        changes(table, resident);

        // The kernel exposes share counts only through this page table. A page that is not in
        // memory is in no page table.
        BitSet away = all();
        away.andNot(resident.yes());
        away.andNot(resident.unknown());
        away.andNot(table.present());
        BitSet unseen = all();
        unseen.andNot(away);
        unseen.andNot(table.present());
        columns.put(
                PageState.SHARED,
                new Column(
                        table.shared(),
                        unseen,
                        unseenTable == null
                                ? "the kernel exposes it only for pages in the working set"
                                : unseenTable));
        PhysicalPages physical = PhysicalPages.read(table, pages, away);
        columns.put(
                PageState.REFERENCED,
                unseenTable == null
                        ? physical.referenced(unseen)
                        : new Column(new BitSet(), unseen, unseenTable));
        return new ObservedPages(
                range.pageOffset(bytes),
                Pages.SIZE,
                pages,
                columns,
                physical.shareCounts());
    }

    private BitSet all() {
        BitSet all = new BitSet();
        all.set(0, pages);
        return all;
    }

    private Column resident(BitSet present) throws IOException {
        Optional<String> hidden = CacheVisibility.whyHidden(range.file());
        if (hidden.isPresent()) {
            return partlyKnown(present, hidden.get());
        }
        BitSet resident = new BitSet();
        long result = ResidentPages.find(start, pages, page -> resident.set((int) page));
        if (result < 0) {
            return withoutMincore(present, result);
        }
        // A page may have been faulted in between the two calls.
        resident.or(present);
        return Column.known(resident);
    }

    /** The kernel's cache tells the same, except of private pages. */
    private Column withoutMincore(BitSet present, long result) throws IOException {
        Optional<String> denial = Denial.of(SystemCall.MINCORE);
        if (denial.isEmpty()) {
            throw range.failure(
                    bytes,
                    "mincore cannot determine which pages are resident",
                    result,
                    SystemCall.MINCORE);
        }
        BitSet cached =
                range.isCopyOnWrite()
                        ? null
                        : new PageCache(range.file()).cached(range.pageOffset(bytes), pages);
        if (cached == null) {
            return partlyKnown(present, denial.get());
        }
        cached.or(present);
        return Column.known(cached);
    }

    private Column partlyKnown(BitSet present, String reason) {
        BitSet unknown = all();
        unknown.andNot(present);
        return new Column(present, unknown, reason);
    }

    private void changes(PageTable table, Column resident) {
        String reason;
        String unseenTable = table.whyUnknown();
        if (range.file().hasNoDisk()) {
            reason = "the file exists in memory only and has no disk that it could differ from";
        } else if (unseenTable != null && range.isCopyOnWrite()) {
            reason = unseenTable;
        } else {
            BitSet copied = range.isCopyOnWrite() ? table.anonymous() : new BitSet();
            BitSet shared =
                    (BitSet) (unseenTable == null ? table.present() : resident.yes()).clone();
            shared.andNot(copied);
            PageCache cache = new PageCache(range.file());
            PageCache.Changes changes = cache.changes(range.pageOffset(bytes), pages);
            if (changes != null && (shared.isEmpty() || !cache.isEmpty(inFile()))) {
                // A private page never reaches the file: it is changed, but not dirty.
                changes.dirty().andNot(copied);
                changes.writeback().andNot(copied);
                columns.put(PageState.DIRTY, Column.known(changes.dirty()));
                columns.put(PageState.WRITEBACK, Column.known(changes.writeback()));
                return;
            }
            reason = cache.whyUnknown();
        }
        columns.put(PageState.DIRTY, Column.unknown(pages, reason));
        columns.put(PageState.WRITEBACK, Column.unknown(pages, reason));
    }

    private ByteRange inFile() {
        return new ByteRange(range.pageOffset(bytes), range.size(bytes));
    }
}
