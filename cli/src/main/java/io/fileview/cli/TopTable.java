package io.fileview.cli;

import io.fileview.cli.Palette.Tone;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot of {@code fileview top} as lines of text. */
final class TopTable {
    private static final int BYTES = 9;
    private static final int SHARE = 7;
    private static final int PROCESSES = 8;
    private static final int BEFORE_NAME = 3 * BYTES + SHARE + PROCESSES + 2;
    private static final int LEAST_NAME = 20;
    private static final int MOST_HOLDERS = 3;
    private static final String INDENT = "    ";

    /** From here on characters may take two columns. */
    private static final int WIDE = 0x1100;

    private final Palette palette;
    private final int width;

    /** Whether lines are cut so that they take one line of the screen each. */
    private final boolean cuts;

    private final List<String> lines = new ArrayList<>();

    private TopTable(Palette palette, int width, boolean cuts) {
        this.palette = palette;
        this.width = width;
        this.cuts = cuts;
    }

    /**
     * Writes the lines.
     *
     * @param rows the number of files
     * @param most the number of lines of the screen that must suffice; the largest number for any
     * @param width how wide a line may be; if lines are limited, all are cut, else only names
     * @param withProblems whether to tell what could not be inspected
     */
    static List<String> lines(
            TopSnapshot snapshot,
            Palette palette,
            int rows,
            int most,
            int width,
            boolean withProblems) {
        boolean cuts = most < Integer.MAX_VALUE;
        TopTable end = new TopTable(palette, width, cuts);
        end.total(snapshot);
        end.cache(snapshot);
        end.notes(snapshot, withProblems);
        TopTable table = new TopTable(palette, width, cuts);
        table.heading();
        int left = most - 1 - end.lines.size();
        for (TopFile file : snapshot.first(rows)) {
            int before = table.lines.size();
            table.file(file);
            if (table.lines.size() - 1 > left) {
                table.lines.subList(before, table.lines.size()).clear();
                break;
            }
        }
        table.lines.addAll(end.lines);
        return table.lines.subList(0, Math.min(most, table.lines.size()));
    }

    private void add(Tone tone, String line) {
        lines.add(palette.paint(tone, cuts ? cut(line, width) : line));
    }

    private void heading() {
        add(
                Tone.DIM,
                right("IN MEMORY", BYTES)
                        + right("SHARE", SHARE)
                        + right("SIZE", BYTES)
                        + right("DIRTY", BYTES)
                        + right("MAPPED", PROCESSES)
                        + "  FILE");
    }

    private void file(TopFile file) {
        Long resident = file.residentBytes();
        CachedFile cached = file.cached();
        Long pages = cached == null ? null : cached.resident();
        long all =
                cached == null || cached.size() == 0
                        ? 0
                        : (cached.size() - 1) / cached.pageSize() + 1;
        Long processes = file.mappingProcesses();
        add(
                Tone.PLAIN,
                right(amount(resident), BYTES)
                        + right(pages == null ? "?" : Amount.percent(pages, all), SHARE)
                        + right(amount(file.size()), BYTES)
                        + right(amount(file.dirtyBytes()), BYTES)
                        + right(processes == null ? "?" : "" + processes, PROCESSES)
                        + "  "
                        + shortened(
                                file.name().line(), Math.max(LEAST_NAME, width - BEFORE_NAME)));
        if (file.isDeleted()) {
            add(Tone.YELLOW, deleted(file));
        }
    }

    /** As many of the holders as fit, but one at least. */
    private String deleted(TopFile file) {
        String start =
                INDENT
                        + (file.kind() == TopFile.Kind.NAMELESS
                                ? "memory without a name"
                                : "deleted");
        List<FileHolder> holders = file.holders();
        if (holders == null || holders.isEmpty()) {
            return start;
        }
        for (int count = Math.min(MOST_HOLDERS, holders.size());; count--) {
            List<String> named =
                    holders.subList(0, count).stream()
                            .map(each -> each.pid() + " " + Printable.oneLine(each.name()))
                            .toList();
            int others = holders.size() - count;
            String line =
                    start + ", held by " + String.join(", ", named)
                            + (others == 0 ? "" : " and " + others + " more");
            if (count == 1 || columns(line) <= width) {
                return line;
            }
        }
    }

    private void total(TopSnapshot snapshot) {
        TopSnapshot.Sum sum = snapshot.sum();
        add(
                Tone.BOLD,
                right(Amount.brief(sum.residentBytes()), BYTES)
                        + right("", SHARE)
                        + right(Amount.brief(sum.size()), BYTES)
                        + right(Amount.brief(sum.dirtyBytes()), BYTES)
                        + right("", PROCESSES)
                        + "  total, "
                        + Amount.count(snapshot.files().size(), "file"));
    }

    private void cache(TopSnapshot snapshot) {
        PageCacheFigures cache = snapshot.cache();
        if (cache == null) {
            return;
        }
        line(cache.restOfFiles(), "the rest: files that no process seen here maps or holds open");
        line(cache.restOfShared(), "the rest of shared memory, likewise");
        line(
                cache.cached(),
                "the page cache in all, of which " + Amount.brief(cache.shared())
                        + " is shared memory");
        if (cache.excess() > 0) {
            note(
                    "the numbers changed while they were read: the files have "
                            + Amount.brief(cache.excess()) + " more than the cache");
        }
    }

    private void line(long bytes, String what) {
        add(Tone.PLAIN, right(Amount.brief(bytes), BYTES) + "  " + what);
    }

    private void notes(TopSnapshot snapshot, boolean withProblems) {
        Integer unreadable = snapshot.unreadable();
        if (unreadable == null) {
            note("which processes map or hold the files is not exposed here");
        } else if (unreadable > 0) {
            note(
                    Amount.grouped(unreadable)
                            + (unreadable == 1 ? " process" : " processes")
                            + " could not be inspected and may use any file");
        }
        if (withProblems) {
            problems(" could not be inspected", "", snapshot.problems());
        }
        problems(" is not counted completely", " are not counted completely",
                snapshot.incomplete());
    }

    private void problems(String ofOne, String ofMany, List<String> problems) {
        if (!problems.isEmpty()) {
            boolean isOne = problems.size() == 1;
            note(
                    Amount.count(problems.size(), "file")
                            + (isOne || ofMany.isEmpty() ? ofOne : ofMany)
                            + (isOne ? ": " : ", the first: ")
                            + problems.get(0));
        }
    }

    private void note(String text) {
        add(Tone.DIM, text);
    }

    /** The end of a path says more than its start. */
    static String shortened(String path, int most) {
        if (columns(path) <= most) {
            return path;
        }
        int start = path.length();
        int room = most - 3;
        while (start > 0) {
            int before = path.offsetByCodePoints(start, -1);
            room -= columns(path.substring(before, start));
            if (room < 0) {
                break;
            }
            start = before;
        }
        return "..." + path.substring(start);
    }

    /** The beginning of a line; more would go on in the next one. */
    private static String cut(String line, int most) {
        int end = 0;
        int room = most;
        while (end < line.length()) {
            int next = line.offsetByCodePoints(end, 1);
            room -= columns(line.substring(end, next));
            if (room < 0) {
                break;
            }
            end = next;
        }
        return line.substring(0, end);
    }

    /** How many columns a text takes at most. */
    private static int columns(String text) {
        return text.codePoints().map(each -> each >= WIDE ? 2 : 1).sum();
    }

    private static String amount(@Nullable Long bytes) {
        return bytes == null ? "?" : Amount.brief(bytes);
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
