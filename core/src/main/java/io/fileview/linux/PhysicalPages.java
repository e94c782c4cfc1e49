package io.fileview.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.pages.PageMap;
import io.fileview.pages.observed.ObservedPages.Column;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The share counts of physical pages, and whether they were used. The kernel exposes both to
 * privileged processes only (CAP_SYS_ADMIN). To others, the page table still shows whether a page
 * is mapped exactly once.
 */
final class PhysicalPages {
    private static final long REFERENCED = 1L << 2;
    private static final int FRAMES_A_READ = 512;

    private final PageTable table;
    private final int[] shareCounts;
    private final BitSet referenced = new BitSet();
    private @Nullable String whyFlagsUnknown;

    private PhysicalPages(PageTable table, int pages, BitSet away) {
        this.table = table;
        this.shareCounts = new int[pages];
        Arrays.fill(shareCounts, PageMap.UNKNOWN_SHARE_COUNT);
        away.stream().forEach(page -> shareCounts[page] = 0);
        BitSet once = (BitSet) table.present().clone();
        once.andNot(table.shared());
        once.stream().forEach(page -> shareCounts[page] = 1);
    }

    static PhysicalPages read(PageTable table, int pages, BitSet away) {
        PhysicalPages physical = new PhysicalPages(table, pages, away);
        physical.forEachFrame(
                "/proc/kpagecount",
                (page, count) -> physical.shareCounts[page] = (int) Math.min(count, 1 << 30));
        physical.whyFlagsUnknown =
                physical.forEachFrame(
                        "/proc/kpageflags",
                        (page, flags) -> {
                            if ((flags & REFERENCED) != 0) {
                                physical.referenced.set(page);
                            }
                        });
        return physical;
    }

    int[] shareCounts() {
        return shareCounts;
    }

    /**
     * The kernel marks a page as used some time after the access. Until then only the page table
     * records it, which is not exposed page by page. So a page is either known to be used or
     * unknown.
     */
    Column referenced(BitSet outsideWorkingSet) {
        BitSet unknown = (BitSet) outsideWorkingSet.clone();
        unknown.or(table.present());
        unknown.andNot(referenced);
        return new Column(
                referenced,
                unknown,
                whyFlagsUnknown == null
                        ? "the kernel has not marked the page, and does not expose whether it has been"
                                + " used since"
                        : whyFlagsUnknown);
    }

    private interface Visitor {
        void visit(int page, long value);
    }

    /**
     * Visits the value of every present page; returns why the kernel does not expose all of them, or
     * null.
     */
    private @Nullable String forEachFrame(String file, Visitor visitor) {
        BitSet present = table.present();
        try (ProcFile values = ProcFile.open(file);
                Arena arena = Arena.ofConfined()) {
            if (!values.isOpen()) {
                return whyNotOpened(file, values.fd());
            }
            MemorySegment buffer = arena.allocate(JAVA_LONG, FRAMES_A_READ);
            for (int page = present.nextSetBit(0); page >= 0;) {
                long frame = table.frame(page);
                int run = adjacentPages(page);
                long bytes = run * JAVA_LONG.byteSize();
                if (frame == 0 || values.read(buffer, bytes, frame * Long.BYTES) != bytes) {
                    return needsPrivilege(file);
                }
                for (int i = 0; i < run; i++) {
                    visitor.visit(page + i, buffer.getAtIndex(JAVA_LONG, i));
                }
                page = present.nextSetBit(page + run);
            }
            return null;
        }
    }

    private static String whyNotOpened(String file, long result) {
        return result == -Errno.EACCES || result == -Errno.EPERM
                ? needsPrivilege(file)
                : file + " cannot be opened: " + Errno.inWords(result) + Errno.remedy(result);
    }

    private static String needsPrivilege(String file) {
        return file + " needs the privilege CAP_SYS_ADMIN";
    }

    /**
     * Returns how many pages from here on are adjacent in physical memory as well, so that one read
     * suffices for them.
     */
    private int adjacentPages(int page) {
        int run = 1;
        while (run < FRAMES_A_READ
                && page + run < table.pages()
                && table.frame(page + run) == table.frame(page) + run) {
            run++;
        }
        return run;
    }
}
