package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.cli.Palette.Tone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The results of {@code fileview stat} for a single file, as text. */
final class StatText {
    private static final String INDENT = "             ";

    private final Output output;
    private final Palette palette;
    private final boolean ascii;
    private final int unreadableProcesses;

    StatText(Output output, Palette palette, boolean ascii, int unreadableProcesses) {
        this.output = output;
        this.palette = palette;
        this.ascii = ascii;
        this.unreadableProcesses = unreadableProcesses;
    }

    void file(FileFacts file) {
        output.line(palette.bold(PathText.of(file.path()).line()));
        if (file.size() == 0) {
            field("size", "0 bytes (empty file)");
        } else {
            field(
                    "size",
                    Amount.count(file.size(), "byte")
                            + (file.size() < 1024 ? "" : " (" + Amount.ofBytes(file.size()) + ")")
                            + ", "
                            + Amount.count(file.pages(), "page")
                            + " of "
                            + file.pageSize());
            field("in memory", inMemory(file));
            ResidencyStrip strip = file.strip();
            if (strip != null) {
                field("where", palette.paint(Tone.GREEN, strip.draw(ascii)));
            }
            ranges(file);
            field("dirty", dirty(file));
            field("evicted", evicted(file));
        }
        processes(file);
        if (file.shares() != null && file.size() > 0) {
            field("mappings", mappings(file));
        }
    }

    private void field(String name, String value) {
        output.line(palette.dim("  " + name + " ".repeat(11 - name.length())) + value);
    }

    private static String inMemory(FileFacts file) {
        Long resident = file.residentPages();
        if (resident == null) {
            return "unknown: " + file.whyUnknown();
        }
        long bytes = Objects.requireNonNull(file.residentBytes());
        return Amount.count(resident, "page")
                + ", "
                + Amount.ofBytes(bytes)
                + ", "
                + Amount.percent(resident, file.pages());
    }

    private void ranges(FileFacts file) {
        List<ByteRange> ranges = file.ranges();
        if (ranges == null) {
            return;
        }
        for (ByteRange range : ranges) {
            field(
                    "range",
                    "offset " + range.offset() + ", " + Amount.count(range.length(), "byte"));
        }
        if (file.rangesLeftOut() > 0) {
            field("range", "... and " + Amount.grouped(file.rangesLeftOut()) + " more");
        }
    }

    private static String dirty(FileFacts file) {
        if (file.dirtyPages() == null || file.writebackPages() == null) {
            return unknown(file.whyDirtyUnknown());
        }
        return Amount.count(file.dirtyPages(), "page")
                + ", and "
                + Amount.grouped(file.writebackPages())
                + " being written";
    }

    private static String unknown(@Nullable String why) {
        return why == null ? "unknown" : "unknown: " + why;
    }

    /** The same call of the system counts these pages and the dirty ones. */
    private static String evicted(FileFacts file) {
        if (file.evictedPages() == null || file.recentlyEvictedPages() == null) {
            return unknown(file.whyDirtyUnknown());
        }
        return Amount.count(file.evictedPages(), "page")
                + ", "
                + Amount.grouped(file.recentlyEvictedPages())
                + " of them recently";
    }

    private void processes(FileFacts file) {
        List<MappingProcess> processes = file.mappedBy();
        if (processes == null) {
            field(
                    "mapped by",
                    Platform.WINDOWS
                            ? "unknown: Windows does not expose which processes map a file"
                            : "unknown: /proc does not show which processes map the file");
            return;
        }
        if (processes.isEmpty()) {
            field("mapped by", noProcess(file));
            return;
        }
        int others =
                unreadableProcesses
                        - (int) processes.stream().filter(each -> !each.isComplete()).count();
        String unseen =
                others <= 0 ? "" : " (" + otherProcesses(others) + " could not be inspected)";
        String noun = processes.size() == 1 ? " process" : " processes";
        field("mapped by", processes.size() + noun + unseen + notShown(file, processes));
        for (MappingProcess process : processes) {
            Long resident = process.residentBytes();
            output.line(
                    INDENT
                            + process.pid()
                            + " "
                            + Printable.oneLine(process.name())
                            + ", "
                            + process.access()
                            + ", "
                            + Amount.ofBytes(process.mappedBytes())
                            + " mapped, "
                            + (resident == null ? "unknown" : Amount.ofBytes(resident))
                            + " in its working set"
                            + (process.isComplete() ? "" : ", and perhaps more"));
        }
    }

    /**
     * The counts of the kernel include processes that are not in the /proc of this one: those of
     * other PID namespaces, such as containers, and those that may not be inspected.
     */
    private String noProcess(FileFacts file) {
        ShareHistogram shares = file.shares();
        int others = shares == null ? 0 : shares.largestCount();
        boolean varies = shares != null && shares.pagesByCount().size() > 1;
        if (others == 0 && unreadableProcesses == 0) {
            return "no process in this PID namespace";
        }
        boolean isOverlay = isOnOverlay(file.path());
        return (isOverlay
                ? "none by this name in this PID namespace"
                : "none in this PID namespace")
                + (unreadableProcesses == 0
                        ? ""
                        : " of those that can be inspected ("
                                + otherProcesses(unreadableProcesses)
                                + " could not be)")
                + (others == 0
                        ? ""
                        : (varies ? "; up to " : "; ")
                                + Amount.count(others, "mapping")
                                + " by others"
                                + (isOverlay ? ", or of the file below it on overlayfs" : ""));
    }

    /** The pages of a file on overlayfs are those of the file below, which has another name. */
    private static boolean isOnOverlay(Path file) {
        try {
            return Files.getFileStore(file).type().equals("overlay");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Each page is mapped at most once by each mapping of the processes that are shown, so what the
     * kernel counts beyond that belongs to others.
     */
    private static String notShown(FileFacts file, List<MappingProcess> shown) {
        ShareHistogram shares = file.shares();
        int counted = shares == null ? 0 : shares.largestCount();
        int others = counted - shown.stream().mapToInt(MappingProcess::mappings).sum();
        return others <= 0 ? "" : "; at least " + Amount.count(others, "mapping") + " by others";
    }

    private static String otherProcesses(int count) {
        return count + (count == 1 ? " other process" : " other processes");
    }

    private static String mappings(FileFacts file) {
        ShareHistogram shares = Objects.requireNonNull(file.shares());
        if (shares.pagesByCount().isEmpty() && shares.unknownPages() > 0) {
            return unknown(shares.whyUnknown());
        }
        String why = shares.unknownPages() > 0 ? shares.whyUnknown() : null;
        return shares + (why == null ? "" : " (" + why + ")");
    }
}
