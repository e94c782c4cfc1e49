package io.fileview;

import io.fileview.testing.EngineUnderTest;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a view must show: its file, but for the pages that a copy-on-write view has made its own. A
 * page becomes its own, whole and as it is then, with the first write to it. On the engine in memory
 * the other pages are those that the file had when the view was mapped, or remapped.
 */
final class ViewModel {
    final int number;
    final FileModel.Opened opened;
    final FileModel file;
    final View view;
    final boolean confined;
    final int offset;
    int length;

    /** As the program took it last; kept to be used after it is dead. */
    MemorySegment segment;

    /** Locked pages, by their index in the file. */
    final BitSet locked = new BitSet();

    private final int pageSize;
    private final Map<Integer, byte[]> own = new TreeMap<>();

    /** The pages that hold the view, as they were; empty if the view follows the file. */
    private byte[] base = new byte[0];

    ViewModel(int number, FileModel.Opened opened, View view, boolean confined) {
        this.number = number;
        this.opened = opened;
        this.file = opened.file;
        this.view = view;
        this.confined = confined;
        this.offset = Math.toIntExact(view.offset());
        this.length = Math.toIntExact(view.length());
        this.pageSize = Math.toIntExact(view.pageSize());
        this.segment = view.segment();
        takeBase();
    }

    private void takeBase() {
        if (isCopied() && EngineUnderTest.isMemory()) {
            int first = firstPage() * pageSize;
            int end = (offset + length + pageSize - 1) / pageSize * pageSize;
            base = file.read(first, end - first);
        }
    }

    private int firstPage() {
        return offset / pageSize;
    }

    /** Bytes that are nobody's own, by their offset in the file. */
    private byte[] common(int from, int count) {
        int first = firstPage() * pageSize;
        return base.length == 0
                ? file.read(from, count)
                : Arrays.copyOfRange(base, from - first, from - first + count);
    }

    boolean covers(long address) {
        long inside = address - view.address();
        return inside >= 0 && inside < length;
    }

    boolean isCopied() {
        return view.protection() == Protection.COPY_ON_WRITE;
    }

    boolean isReadOnly() {
        return view.protection() == Protection.READ_ONLY;
    }

    byte[] expected(int from, int count) {
        byte[] bytes = common(offset + from, count);
        for (int page : own.keySet()) {
            overlap(page, from, count, bytes, true);
        }
        return bytes;
    }

    void write(int from, byte[] data) {
        if (!isCopied()) {
            file.write(offset + from, data);
            return;
        }
        pagesOf(from, data.length).stream()
                .forEach(
                        page -> {
                            own.computeIfAbsent(page, this::copyOfPage);
                            overlap(page, from, data.length, data, false);
                        });
    }

    private byte[] copyOfPage(int page) {
        return common(page * pageSize, pageSize);
    }

    /** Copies what an own page and a range of the view have in common, one way or the other. */
    private void overlap(int page, int from, int count, byte[] bytes, boolean out) {
        byte[] copy = own.get(page);
        int rangeStart = offset + from;
        int start = Math.max(page * pageSize, rangeStart);
        int end = Math.min((page + 1) * pageSize, rangeStart + count);
        if (start < end && out) {
            System.arraycopy(copy, start - page * pageSize, bytes, start - rangeStart, end - start);
        } else if (start < end) {
            System.arraycopy(bytes, start - rangeStart, copy, start - page * pageSize, end - start);
        }
    }

    /** The view has become longer: what it made its own it keeps. */
    void remapped(int newLength) {
        length = newLength;
        segment = view.segment();
        takeBase();
    }

    /**
     * What engines other than those of Linux and Windows keep at that. In memory: the pages that differ from what
     * they were. On the portable engine: the pages of which the view shows something else than the
     * file, and of these not what lay after the end of the view.
     */
    void forgetWhatIsNotChanged() {
        if (base.length > 0) {
            own.keySet().removeIf(page -> !owns(page));
            return;
        }
        for (int page : List.copyOf(own.keySet())) {
            int from = Math.max(0, page * pageSize - offset);
            byte[] shown = expected(from, Math.min((page + 1) * pageSize - offset, length) - from);
            own.remove(page);
            if (!Arrays.equals(shown, expected(from, shown.length))) {
                write(from, shown);
            }
        }
    }

    /** The pages that hold a range of the view, by their index in the file. */
    BitSet pagesOf(int from, int count) {
        BitSet pages = new BitSet();
        if (count > 0) {
            pages.set((offset + from) / pageSize, (offset + from + count - 1) / pageSize + 1);
        }
        return pages;
    }

    long lockedBytes() {
        return locked.cardinality() * (long) pageSize;
    }

    boolean owns(int page) {
        byte[] copy = own.get(page);
        return copy != null && (base.length == 0 || !Arrays.equals(copy, copyOfPage(page)));
    }

    @Override
    public String toString() {
        return "view "
                + number
                + (confined ? ", confined " : ", ")
                + view.protection()
                + " of "
                + file.name
                + " ["
                + offset
                + ", "
                + length
                + "]";
    }
}
