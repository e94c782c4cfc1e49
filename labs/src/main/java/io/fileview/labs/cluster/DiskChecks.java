package io.fileview.labs.cluster;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What reaches the disk, and what is read from it. */
final class DiskChecks {
    private static final int SIZE = 4 << 20;
    private static final int BLOCK = 4_096;
    private static final int ATTEMPTS = 3;

    private final Place place;
    private final Samples samples;

    DiskChecks(Place place, Samples samples) {
        this.place = place;
        this.samples = samples;
    }

    /**
     * A flushed file and, as the control, one that was not flushed; the disk is read without an
     * unmount, which would write everything.
     */
    Verdict flush() throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            byte[][] bytes = {samples.bytes(SIZE), samples.bytes(SIZE)};
            Path[] files = {samples.name(place, "flushed"), samples.name(place, "unflushed")};
            boolean[] there;
            try (FileMapping flushed = Samples.create(files[0], SIZE);
                    FileMapping unflushed = Samples.create(files[1], SIZE);
                    View flushedView = flushed.map();
                    View unflushedView = unflushed.map()) {
                flushedView.segment().copyFrom(MemorySegment.ofArray(bytes[0]));
                flushedView.flush(Durability.DEVICE);
                unflushedView.segment().copyFrom(MemorySegment.ofArray(bytes[1]));
                there = place.onDisk(files, bytes);
            }
            BrokenPromise.unless(there[0], "the flushed bytes are not on the disk");
            place.remount();
            BrokenPromise.unless(
                    Arrays.equals(Files.readAllBytes(files[0]), bytes[0]),
                    "the flushed bytes are not there after a remount");
            if (!there[1]) {
                return Verdict.held(
                        place.disk() + " has all of it, without an unmount; the control, which was"
                                + " not flushed, is not there");
            }
        }
        return Verdict.failed(
                "the control, which was not flushed, was on the disk all " + ATTEMPTS
                        + " times, so the check shows nothing");
    }

    /** One byte of a block is changed where it is stored; nothing of the file is cached. */
    Verdict corrupted() throws IOException {
        byte[] bytes = samples.bytes(SIZE);
        Path file = samples.name(place, "corrupted");
        try (FileMapping mapping = Samples.create(file, SIZE);
                View view = mapping.map()) {
            view.segment().copyFrom(MemorySegment.ofArray(bytes));
            view.flush(Durability.DEVICE);
        }
        int block = SIZE / 2;
        int at = block + BLOCK / 2;
        place.corrupt(file, Arrays.copyOfRange(bytes, block, block + BLOCK));
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            byte seen = view.guarded().getByte(at);
            BrokenPromise.unless(seen != bytes[at], "the block was not corrupted");
            return Verdict.notGiven(
                    "data has no checksums that are verified when it is read: the wrong byte was"
                            + " returned without an error");
        } catch (PageUnreadableException e) {
            BrokenPromise.unless(
                    e.offset() <= at && at < e.offset() + Math.max(e.length(), BLOCK),
                    "the error names the wrong place: " + e.getMessage());
            requireTheRest(file, bytes, block);
            return Verdict.held(
                    e.getClass().getSimpleName() + "; all other blocks are readable and right");
        }
    }

    private static void requireTheRest(Path file, byte[] bytes, int block) throws IOException {
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            byte[] all = new byte[SIZE];
            view.guarded().copyTo(0, all, 0, block);
            int after = block + BLOCK;
            view.guarded().copyTo(after, all, after, SIZE - after);
            System.arraycopy(bytes, block, all, block, BLOCK);
            BrokenPromise.unless(Arrays.equals(all, bytes),
                    "bytes outside the corrupted block are wrong");
        }
    }
}
