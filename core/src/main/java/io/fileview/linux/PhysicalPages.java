package io.fileview.linux;

import io.fileview.PageMap;
import io.fileview.PageMap.Column;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What the kernel knows of physical pages: how many mappings have each, and whether it was used.
 * Only a privileged process (CAP_SYS_ADMIN) is told; for others the page table still says whether a
 * page is mapped once.
 */
final class PhysicalPages {
    private static final long REFERENCED = 1L << 2;
    private static final int FRAMES_A_READ = 512;

    private final PageTable table;
    private final int[] shareCounts;
    private final BitSet referenced = new BitSet();
    private boolean flagsKnown;

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
        physical.flagsKnown =
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

    Column referenced(BitSet outsideWorkingSet) {
        if (flagsKnown) {
            return new Column(
                    referenced,
                    outsideWorkingSet,
                    "the kernel tells it only of pages in the working set");
        }
        BitSet unknown = (BitSet) outsideWorkingSet.clone();
        unknown.or(table.present());
        return new Column(
                new BitSet(), unknown, "/proc/kpageflags needs the privilege CAP_SYS_ADMIN");
    }

    private interface Visitor {
        void visit(int page, long value);
    }

    /** Visits the value of every present page; false where the kernel does not tell all of them. */
    private boolean forEachFrame(String file, Visitor visitor) {
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(FRAMES_A_READ * Long.BYTES)
                        .order(ByteOrder.nativeOrder());
        BitSet present = table.present();
        try (FileChannel channel = FileChannel.open(Path.of(file), StandardOpenOption.READ)) {
            for (int page = present.nextSetBit(0); page >= 0;) {
                long frame = table.frame(page);
                if (frame == 0) {
                    return false;
                }
                int run = neighbours(page);
                buffer.clear().limit(run * Long.BYTES);
                if (channel.read(buffer, frame * Long.BYTES) != run * Long.BYTES) {
                    return false;
                }
                buffer.flip();
                for (int i = 0; i < run; i++) {
                    visitor.visit(page + i, buffer.getLong());
                }
                page = present.nextSetBit(page + run);
            }
            return true;
        } catch (IOException e) {
            return false; // not privileged, or no such file: unknown is the answer
        }
    }

    /** How many pages from here on are neighbours in memory too: one read serves them all. */
    private int neighbours(int page) {
        int run = 1;
        while (run < FRAMES_A_READ
                && page + run < table.pages()
                && table.frame(page + run) == table.frame(page) + run) {
            run++;
        }
        return run;
    }
}
