package io.fileview.labs.cluster;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.common.Mounts;
import io.fileview.pages.Answer;
import io.fileview.pages.CacheCounts;
import io.fileview.pages.PageState;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What mappings and views do on every file system. */
final class MappingChecks {
    private static final int SIZE = 1_000_003;
    private static final int RANGES = 200;
    private static final int ATTEMPTS = 3;

    private final Place place;
    private final Samples samples;

    MappingChecks(Place place, Samples samples) {
        this.place = place;
        this.samples = samples;
    }

    /** Random unaligned ranges, written through views and compared with a byte array. */
    Verdict mapping() throws IOException {
        byte[] expected = samples.bytes(SIZE);
        Path file = samples.file(place, "mapping", expected);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE)) {
            for (int i = 0; i < RANGES; i++) {
                int offset = samples.below(SIZE);
                int length = 1 + samples.below(Math.min(SIZE - offset, 100_000));
                View view = mapping.map(offset, length);
                try (view) {
                    requireEqual(view, Arrays.copyOfRange(expected, offset, offset + length));
                    byte[] change = samples.bytes(1 + samples.below(length));
                    MemorySegment.copy(change, 0, view.segment(), JAVA_BYTE, 0, change.length);
                    System.arraycopy(change, 0, expected, offset, change.length);
                }
                requireUnmapped(view);
            }
        }
        BrokenPromise.unless(
                Arrays.equals(Files.readAllBytes(file), expected),
                "the file does not have what was written through views");
        place.remount();
        BrokenPromise.unless(
                Arrays.equals(Files.readAllBytes(file), expected),
                "after a remount the file does not have what was written through views");
        String maps = Files.readString(Path.of("/proc/self/maps"));
        BrokenPromise.unless(!maps.contains(file.toString()), "the file is still mapped");
        return Verdict.held(RANGES + " views at random offsets; the file is as expected");
    }

    private static void requireEqual(View view, byte[] expected) {
        BrokenPromise.unless(
                view.segment().mismatch(MemorySegment.ofArray(expected)) < 0,
                view + " does not have the content of the file");
    }

    private static void requireUnmapped(View view) {
        try {
            view.segment();
        } catch (IllegalStateException e) {
            return;
        }
        BrokenPromise.unless(false, view + " could be used after it was unmapped");
    }

    Verdict copyOnWrite() throws IOException {
        byte[] original = samples.bytes(SIZE);
        Path file = samples.file(place, "private", original);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE);
                View shared = mapping.map();
                View own = mapping.view(0, SIZE).protection(Protection.COPY_ON_WRITE).map()) {
            byte[] change = samples.bytes(SIZE);
            own.segment().copyFrom(MemorySegment.ofArray(change));
            requireEqual(own, change);
            requireEqual(shared, original);
            shared.flush(Durability.DEVICE);
            BrokenPromise.unless(
                    Arrays.equals(Files.readAllBytes(file), original),
                    "a private change reached the file");
            requireEqual(own, change);
        }
        return Verdict.held("the file and a shared view kept their content");
    }

    Verdict growth() throws IOException {
        byte[] start = samples.bytes(100_001);
        byte[] grown = Arrays.copyOf(start, SIZE);
        Path file = samples.file(place, "growing", start);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE);
                View early = mapping.map();
                View view = mapping.map()) {
            mapping.grow(SIZE);
            view.remap(SIZE);
            requireEqual(early, start);
            requireEqual(view, grown);
            grown[SIZE - 1] = 1;
            grown[start.length] = 2;
            view.segment().set(JAVA_BYTE, SIZE - 1, (byte) 1);
            view.segment().set(JAVA_BYTE, start.length, (byte) 2);
            view.flush(Durability.DEVICE);
        }
        place.remount();
        BrokenPromise.unless(
                Arrays.equals(Files.readAllBytes(file), grown),
                "after a remount the grown file does not have its content");
        return Verdict.held("from 100,001 to 1,000,003 bytes; complete after a remount");
    }

    Verdict deleted() throws IOException {
        byte[] bytes = samples.bytes(SIZE);
        Path file = samples.file(place, "deleted", bytes);
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            Files.delete(file);
            Files.write(file, new byte[] {1});
            byte[] change = samples.bytes(SIZE);
            view.segment().copyFrom(MemorySegment.ofArray(change));
            view.flush(Durability.DEVICE);
            view.trim();
            Mounts.dropCaches();
            requireEqual(view, change);
        }
        BrokenPromise.unless(
                Arrays.equals(Files.readAllBytes(file), new byte[] {1}),
                "a new file of the same name has bytes of the deleted one");
        return Verdict.held("written, flushed and read again after the delete");
    }

    /** Tried again if the file system has written a page by itself in between. */
    Verdict dirtyCounts() throws IOException {
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            try {
                return countDirty();
            } catch (BrokenPromise e) {
                System.err.println(e.getMessage() + "; trying again");
            }
        }
        return countDirty();
    }

    private Verdict countDirty() throws IOException {
        Path file = samples.name(place, "dirty");
        int[] written = {0, 7, 8, 100, 255};
        try (FileMapping mapping = Samples.create(file, 1 << 20);
                View view = mapping.map()) {
            view.segment().fill((byte) 1);
            view.flush(Durability.DEVICE);
            requireDirty(view, 0);
            for (int page : written) {
                view.segment().set(JAVA_BYTE, page * view.pageSize(), (byte) 2);
            }
            for (int page : written) {
                BrokenPromise.unless(
                        view.pages().is(PageState.DIRTY, page) == Answer.YES,
                        "page " + page + " was written and is not reported dirty");
            }
            int counted = view.pages().count(PageState.DIRTY);
            BrokenPromise.unless(counted >= written.length, counted + " pages dirty, 5 written");
            requireDirty(view, counted);
            view.flush(Durability.DEVICE);
            requireDirty(view, 0);
            return Verdict.held(
                    written.length + " pages written, " + counted + " dirty"
                            + (counted > written.length
                                    ? " (the file system counts in large folios)"
                                    : "")
                            + ", none after the flush");
        }
    }

    private static void requireDirty(View view, int pages) throws IOException {
        BrokenPromise.unless(
                view.pages().count(PageState.DIRTY) == pages,
                view.pages().count(PageState.DIRTY) + " pages are reported dirty instead of "
                        + pages);
        CacheCounts counts =
                view.cached().orElseThrow(() -> new IOException("the kernel has no cachestat"));
        BrokenPromise.unless(
                counts.dirty() == pages,
                "cachestat counts " + counts.dirty() + " dirty pages instead of " + pages);
    }
}
