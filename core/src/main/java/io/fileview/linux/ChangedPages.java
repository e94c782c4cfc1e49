package io.fileview.linux;

import io.fileview.MappingException;
import io.fileview.pages.PageRange;
import io.fileview.spi.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Finds the pages that a private mapping has changed: those that are in memory or swapped out and
 * are not pages of the file. Before Linux 6.7, this reads the page table entry by entry.
 */
final class ChangedPages {
    private ChangedPages() {}

    /**
     * Finds them.
     *
     * @param place what is mapped, for messages
     */
    static List<PageRange> find(Place place, long start, int pages) throws IOException {
        try (ProcFile pagemap = ProcFile.open(ProcFile.PAGEMAP)) {
            if (pagemap.isOpen()) {
                List<PageRange> found = PagemapScan.ANONYMOUS.find(pagemap, start, pages);
                if (found != null) {
                    return found;
                }
            }
        }
        PageTable table = PageTable.look(place, start, pages);
        String unknown = table.whyUnknown();
        if (unknown != null) {
            throw new MappingException(
                    place, "the changed pages cannot be found, because " + unknown, null);
        }
        return runs(table.anonymous());
    }

    private static List<PageRange> runs(BitSet pages) {
        List<PageRange> runs = new ArrayList<>();
        for (int first = pages.nextSetBit(0); first >= 0;) {
            int end = pages.nextClearBit(first);
            runs.add(new PageRange(first, end - first));
            first = pages.nextSetBit(end);
        }
        return runs;
    }
}
