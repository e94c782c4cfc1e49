package io.fileview.cli;

/** Draws which parts of a file are in memory. */
final class ResidencyStrip {
    private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
    private static final String ASCII = " .:-=+*%#";

    private final long pages;
    private final long[] residentIn;

    /** A strip of this many cells, or fewer if the file has fewer pages. */
    ResidencyStrip(long pages, int cells) {
        this.pages = pages;
        this.residentIn = new long[(int) Math.min(pages, cells)];
    }

    static boolean canDraw(Output output) {
        return output.canShow(BLOCKS);
    }

    int cells() {
        return residentIn.length;
    }

    void add(long firstPage, long count) {
        long page = firstPage;
        long end = firstPage + count;
        while (page < end) {
            int cell = cellOf(page);
            long cellEnd = Math.min(end, firstPageOf(cell + 1));
            residentIn[cell] += cellEnd - page;
            page = cellEnd;
        }
    }

    /** A cell is empty or full only if all of its pages are. */
    String draw(boolean ascii) {
        String levels = ascii ? ASCII : BLOCKS;
        int full = levels.length() - 1;
        StringBuilder text = new StringBuilder("[");
        for (int cell = 0; cell < residentIn.length; cell++) {
            long in = residentIn[cell];
            long of = firstPageOf(cell + 1) - firstPageOf(cell);
            int level;
            if (in == 0 || in >= of) {
                level = in == 0 ? 0 : full;
            } else {
                level = 1 + (int) ((double) in / of * (full - 1));
            }
            text.append(levels.charAt(level));
        }
        return text.append(']').toString();
    }

    /** Estimates and corrects, because pages times cells may not fit in a long. */
    private int cellOf(long page) {
        int cell = (int) ((double) page / pages * residentIn.length);
        while (firstPageOf(cell) > page) {
            cell--;
        }
        while (firstPageOf(cell + 1) <= page) {
            cell++;
        }
        return cell;
    }

    /** The first page of a cell; of the one after the last, the number of pages. */
    long firstPageOf(long cell) {
        long whole = pages / residentIn.length;
        long rest = pages % residentIn.length;
        return cell * whole + cell * rest / residentIn.length;
    }
}
