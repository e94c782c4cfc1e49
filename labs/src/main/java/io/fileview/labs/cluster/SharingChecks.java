package io.fileview.labs.cluster;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FileShrankException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.common.Pause;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What happens when other processes and mounts use the same file. */
final class SharingChecks {
    private static final int SIZE = 1 << 20;
    private static final int SECONDS = 5;

    private final Place place;
    private final Samples samples;

    SharingChecks(Place place, Samples samples) {
        this.place = place;
        this.samples = samples;
    }

    /** Another process truncates the file. */
    Verdict pageGone() throws IOException {
        Path file = samples.file(place, "shrinking", samples.bytes(SIZE));
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            view.guarded().getInt(SIZE - 4);
            Shell.run("truncate", "--size=" + SIZE / 2, file.toString());
            requireThrows(view, false);
            requireThrows(view, true);
            Shell.run("truncate", "--size=" + SIZE, file.toString());
            view.repair();
            BrokenPromise.unless(
                    view.isCovered() && view.guarded().getInt(SIZE - 4) == 0,
                    "the view does not follow a file that has grown again");
        }
        return Verdict.held(
                "thrown at a read and at a write; the view works again once the file has grown");
    }

    private static void requireThrows(View view, boolean write) throws IOException {
        BrokenPromise.unless(!view.isCovered(), "the view reports that a shorter file covers it");
        try {
            if (write) {
                view.guarded().setInt(SIZE - 4, 1);
            } else {
                view.guarded().getInt(SIZE - 4);
            }
        } catch (FileShrankException e) {
            return;
        }
        BrokenPromise.unless(false, "an access to a page that was truncated did not throw");
    }

    /** The first mount writes and flushes; how long does it take until the second sees it? */
    Verdict coherence() throws IOException {
        Path file = samples.file(place, "shared", new byte[SIZE]);
        Path beside = place.witness().resolve(file.getFileName());
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE);
                View view = mapping.map();
                FileMapping witness = FileMapping.open(beside, Protection.READ_ONLY);
                View witnessView = witness.map()) {
            BrokenPromise.unless(value(witnessView) == 0, "a new file is not zero");
            view.segment().set(JAVA_INT_UNALIGNED, 0, 1);
            if (value(witnessView) == 1) {
                return Verdict.held("visible at once, without a flush");
            }
            long start = System.nanoTime();
            view.flush(Durability.DEVICE);
            boolean seen = Pause.until(SECONDS, () -> value(witnessView) == 1);
            String mapped =
                    seen
                            ? "a mapped view saw a flushed change after " + seconds(start)
                            : "a mapped view did not see a flushed change within " + SECONDS + " s";
            view.segment().set(JAVA_INT_UNALIGNED, 0, 2);
            start = System.nanoTime();
            view.flush(Durability.DEVICE);
            BrokenPromise.unless(
                    Pause.until(60, () -> opened(beside) == 2),
                    "the other mount does not see a flushed change when it opens the file");
            return Verdict.notGiven(
                    "each client caches pages by itself: " + mapped
                            + "; a newly opened file showed one after " + seconds(start));
        }
    }

    private static int value(View view) {
        return view.segment().get(JAVA_INT_UNALIGNED, 0);
    }

    private static String seconds(long start) {
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    /** Returns the number at the start of a file for a new mapping; -1 while it is unreadable. */
    static int opened(Path file) throws IOException {
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map(0, Integer.BYTES)) {
            return view.guarded().getInt(0);
        } catch (PageUnreadableException e) {
            return -1;
        }
    }
}
