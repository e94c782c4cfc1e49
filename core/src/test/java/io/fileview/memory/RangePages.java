package io.fileview.memory;

import io.fileview.ByteRange;
import io.fileview.pages.PageMap;
import io.fileview.pages.PageState;
import io.fileview.pages.observed.ObservedPages;
import io.fileview.pages.observed.ObservedPages.Column;
import io.fileview.spi.PageResidency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The states of the pages of a range. */
final class RangePages implements PageResidency {
    private final MemoryRange range;

    RangePages(MemoryRange range) {
        this.range = range;
    }

    @Override
    public PageMap pages(ByteRange bytes) throws IOException {
        List<PageMap> seen = new ArrayList<>();
        range.run(
                Operation.PAGES,
                bytes,
                () -> seen.add(range.file().locked(() -> look(range.pages(bytes)))));
        return seen.getFirst();
    }

    private PageMap look(PageSpan pages) {
        FileNode node = range.file().node();
        Mapping mapping = range.mapping();
        long first = pages.first();
        int count = Math.toIntExact(pages.end() - first);
        node.noticeChanges(first, pages.end(), any -> true);
        BitSet cached = new BitSet();
        BitSet dirty = new BitSet();
        BitSet writing = new BitSet();
        node.cache
                .within(first, pages.end())
                .forEach(
                        (page, at) -> {
                            int index = (int) (page - first);
                            cached.set(index);
                            dirty.set(index, at.dirty);
                            writing.set(index, at.writing);
                        });
        BitSet copied = new BitSet();
        if (mapping.isCopied()) {
            mapping.changedPages(first, pages.end())
                    .forEach(page -> copied.set((int) (page - first)));
        }
        dirty.andNot(copied); // A private page never reaches the file: it is changed, but not dirty.
        writing.andNot(copied);
        cached.or(copied);
        Map<PageState, Column> columns = new EnumMap<>(PageState.class);
        columns.put(PageState.PRIVATE, Column.known(copied));
        columns.put(PageState.LOCKED, Column.known(bits(mapping.locked, pages)));
        if (!node.isMemory) {
            columns.put(PageState.DIRTY, Column.known(dirty));
            columns.put(PageState.WRITEBACK, Column.known(writing));
        }
        if (range instanceof SoftwareRange) {
            columns.put(PageState.RESIDENT, Column.known(cached));
            columns.put(PageState.WORKING_SET, Column.known(bits(mapping.touched, pages)));
        } else {
            BitSet unknown = new BitSet();
            unknown.set(0, count);
            unknown.andNot(cached);
            columns.put(
                    PageState.RESIDENT,
                    new Column(cached, unknown,
                            "the memory engine does not see what is read through a segment"));
        }
        return new ObservedPages(first * node.pageSize(), node.pageSize(), count, columns, null);
    }

    private static BitSet bits(PageRuns runs, PageSpan pages) {
        BitSet bits = new BitSet();
        for (PageRuns.Run run : runs.within(pages.first(), pages.end())) {
            bits.set((int) (run.first() - pages.first()), (int) (run.end() - pages.first()));
        }
        return bits;
    }

    @Override
    public void trim(ByteRange bytes) throws IOException {
        PageSpan pages = range.pages(bytes);
        range.run(
                Operation.TRIM,
                bytes,
                () -> range.file()
                        .locked(
                                () -> {
                                    if (range.mapping().locked.countWithin(pages.first(),
                                            pages.end()) > 0) {
                                        throw MemoryEngine.failure(
                                                range.place(bytes),
                                                "cannot be trimmed: pages of it are locked in memory; unlock them first",
                                                "EINVAL");
                                    }
                                    range.mapping().touched.remove(pages.first(), pages.end());
                                    return null;
                                }));
    }
}
