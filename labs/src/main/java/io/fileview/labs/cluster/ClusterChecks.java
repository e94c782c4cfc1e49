package io.fileview.labs.cluster;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.common.Pause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What happens to views when nodes of their volume fail. */
final class ClusterChecks {
    private static final int SLOTS = 64;
    private static final int SLOT = 4_096;
    private static final int SIZE = SLOTS * SLOT;

    /** Much more than what the kernel reads ahead of the first page. */
    private static final int LARGE = 8 << 20;
    private static final long WRITE_SECONDS = 9;
    private static final long HEAL_SECONDS = 90;
    private static final long RECOVERY_SECONDS = 60;
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final GlusterVolume volume;
    private final Samples samples;

    ClusterChecks(GlusterVolume volume, Samples samples) {
        this.volume = volume;
        this.samples = samples;
    }

    /** Writes and flushes, with a kill -9 of one of three bricks after a third of the time. */
    Verdict nodeLost() throws IOException {
        Path file = samples.name(volume, "node-lost");
        long[] kept = new long[SLOTS];
        long written = 0;
        long slowest = 0;
        boolean killed = false;
        long start = System.nanoTime();
        try (FileMapping mapping = Samples.create(file, SIZE);
                View view = mapping.map()) {
            for (long at = start; at - start < TimeUnit.SECONDS.toNanos(WRITE_SECONDS);) {
                if (!killed && at - start > TimeUnit.SECONDS.toNanos(WRITE_SECONDS / 3)) {
                    volume.killBrick(2);
                    killed = true;
                    at = System.nanoTime();
                }
                int slot = (int) (++written % SLOTS);
                view.segment().set(JAVA_LONG_UNALIGNED, (long) slot * SLOT, written);
                view.flush((long) slot * SLOT, Long.BYTES, Durability.DEVICE);
                kept[slot] = written;
                long now = System.nanoTime();
                slowest = Math.max(slowest, now - at);
                at = now;
            }
        } finally {
            volume.startBricks();
        }
        requireSlots(file, kept);
        long healStart = System.nanoTime();
        BrokenPromise.unless(
                volume.healed(HEAL_SECONDS), "not healed within " + HEAL_SECONDS + " s");
        long healed = System.nanoTime() - healStart;
        requireEqualReplicas(file);
        volume.remount();
        requireSlots(file, kept);
        return Verdict.held(
                String.format(
                        Locale.ROOT,
                        "%,d writes flushed, slowest %d ms, no error; healed in %d ms after the"
                                + " restart, three equal replicas, no write lost",
                        written, slowest / NANOS_PER_MILLI, healed / NANOS_PER_MILLI));
    }

    /** Requires of both mounts that a newly opened file has what was flushed last to each slot. */
    private void requireSlots(Path file, long[] kept) throws IOException {
        Path beside = volume.witness().resolve(file.getFileName());
        for (Path path : List.of(file, beside)) {
            BrokenPromise.unless(
                    Pause.until(10, () -> Arrays.equals(slots(path), kept)),
                    "lost: " + path + " does not have everything that was flushed");
        }
    }

    private static long[] slots(Path file) throws IOException {
        long[] slots = new long[SLOTS];
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_ONLY);
                View view = mapping.map()) {
            for (int slot = 0; slot < SLOTS; slot++) {
                slots[slot] = view.guarded().getLong((long) slot * SLOT);
            }
        }
        return slots;
    }

    private void requireEqualReplicas(Path file) throws IOException {
        List<Path> replicas = volume.replicas(file);
        for (Path replica : replicas) {
            BrokenPromise.unless(
                    Files.mismatch(replicas.getFirst(), replica) < 0,
                    "healed replicas differ: " + replica);
        }
    }

    /** Two of three bricks killed: a page that is not cached cannot be read. */
    Verdict remoteError() throws IOException {
        byte[] bytes = samples.bytes(LARGE);
        Path file = samples.file(volume, "remote-error", bytes);
        volume.remount();
        String thrown;
        try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE);
                View view = mapping.map()) {
            // Nodes open a file at the first read; if that failed, it would fail for this client for ever.
            view.guarded().getInt(0);
            try {
                thrown = requireUnreadable(view);
            } finally {
                volume.startBricks();
                volume.awaitWritable();
            }
            // The client needs a moment to open the file again on nodes that have come back.
            byte[] read = new byte[LARGE];
            BrokenPromise.unless(
                    Pause.until(RECOVERY_SECONDS, () -> isReadable(view, read)),
                    "the view cannot be read " + RECOVERY_SECONDS + " s after the recovery");
            BrokenPromise.unless(
                    Arrays.equals(read, bytes), "after the recovery the view has wrong bytes");
        }
        return Verdict.held(thrown + "; the same view reads it once the bricks are back");
    }

    private static boolean isReadable(View view, byte[] read) throws IOException {
        try {
            view.guarded().copyTo(0, read, 0, read.length);
            return true;
        } catch (PageUnreadableException e) {
            return false;
        }
    }

    private String requireUnreadable(View view) throws IOException {
        volume.killBrick(2);
        volume.killBrick(3);
        long at = LARGE - SLOT;
        try {
            view.guarded().getInt(at);
        } catch (PageUnreadableException e) {
            BrokenPromise.unless(
                    e.offset() / SLOT == at / SLOT,
                    "the exception names another place: " + e.getMessage());
            try {
                view.guarded().setInt(at, 1);
            } catch (PageUnreadableException writing) {
                return "two of three bricks killed: thrown at a read and at a write";
            }
            throw new IOException("a write to a page that cannot be read did not throw");
        }
        throw new IOException("a page without a quorum was read without an exception");
    }

    /** Two of three bricks killed: flushes must fail until they can be made durable. */
    Verdict quorumLost() throws IOException {
        Path file = samples.name(volume, "quorum-lost");
        Path plain = samples.name(volume, "quorum-lost-control");
        Path beside = volume.witness().resolve(file.getFileName());
        Path plainBeside = volume.witness().resolve(plain.getFileName());
        try (FileMapping mapping = Samples.create(file, SIZE);
                View view = mapping.map();
                FileChannel channel =
                        FileChannel.open(
                                plain,
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE);
                // Otherwise the control would stay mapped, and its mount busy, until it is collected.
                Arena arena = Arena.ofConfined()) {
            MappedByteBuffer control =
                    (MappedByteBuffer) channel.map(MapMode.READ_WRITE, 0, SIZE, arena)
                            .asByteBuffer();
            set(view, 1);
            view.flush(Durability.DEVICE);
            control.putInt(0, 1);
            control.force();
            String error;
            try {
                volume.killBrick(2);
                volume.killBrick(3);
                set(view, 2);
                control.putInt(0, 2);
                error = requireFlushFails(view);
                BrokenPromise.unless(!forced(control), "the control's force() did not fail");
                requireFlushFails(view);
            } finally {
                volume.startBricks();
                volume.awaitWritable();
            }
            BrokenPromise.unless(
                    !view.pending().isEmpty(), "nothing is pending after flushes that failed");
            String repair = flushUntilDurable(mapping, view);
            BrokenPromise.unless(view.pending().isEmpty(), "something is pending after the repair");
            requireMemory(view, 2);
            requireDurable(file, beside);
            requireControlLoses(control, plainBeside);
            return Verdict.held(
                    "two of three bricks killed: " + error + "; " + repair
                            + ", and both mounts and three replicas agree. The control,"
                            + " MappedByteBuffer.force(), reported success after the recovery,"
                            + " although the other mount has the old content");
        }
    }

    private static void set(View view, int value) {
        MemorySegment segment = view.segment();
        for (int slot = 0; slot < SLOTS; slot++) {
            segment.set(JAVA_INT_UNALIGNED, (long) slot * SLOT, value);
        }
    }

    private static String requireFlushFails(View view) throws IOException {
        try {
            view.flush(Durability.DEVICE);
        } catch (FlushFailedException e) {
            return "FlushFailedException (" + e.errorName().orElse("no name") + ")";
        }
        throw new IOException("a flush without a quorum reported success");
    }

    /**
     * Flushes as a program must after a failure: each exception lists what is pending, and where memory
     * is in doubt the program verifies it before it confirms it. Flushes may go on failing for a moment
     * after the nodes are back.
     */
    private static String flushUntilDurable(FileMapping mapping, View view) throws IOException {
        int failed = 0;
        boolean doubted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(RECOVERY_SECONDS);
        while (true) {
            try {
                view.flush(Durability.DEVICE);
                break;
            } catch (FlushFailedException e) {
                BrokenPromise.unless(!e.pending().isEmpty(),
                        "a failed flush reports that nothing is pending");
                BrokenPromise.unless(
                        System.nanoTime() < end,
                        "no flush succeeds after the recovery: " + e.getMessage());
                if (!e.doubtful().isEmpty()) {
                    requireMemory(view, 2);
                    mapping.trustMemory();
                    doubted = true;
                } else {
                    failed++;
                }
            }
        }
        return "after the recovery "
                + (failed == 0 ? "" : failed + " more flushes failed, then ")
                + "a flush repaired it"
                + (doubted ? ", once the program had verified memory, as the exception asks" : "");
    }

    private static void requireMemory(View view, int value) throws IOException {
        for (int slot = 0; slot < SLOTS; slot++) {
            BrokenPromise.unless(
                    view.guarded().getInt((long) slot * SLOT) == value,
                    "memory has lost the change of slot " + slot);
        }
    }

    private static boolean forced(MappedByteBuffer buffer) {
        try {
            buffer.force();
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void requireDurable(Path file, Path beside) throws IOException {
        BrokenPromise.unless(
                Pause.until(10, () -> SharingChecks.opened(beside) == 2),
                "lost: memory has the change, the other mount has the old content");
        BrokenPromise.unless(
                volume.healed(HEAL_SECONDS), "not healed within " + HEAL_SECONDS + " s");
        requireEqualReplicas(file);
        Path replica = volume.replicas(file).getFirst();
        try (FileMapping mapping = FileMapping.open(replica, Protection.READ_ONLY);
                View view = mapping.map()) {
            requireMemory(view, 2);
        }
    }

    private static void requireControlLoses(MappedByteBuffer control, Path beside)
            throws IOException {
        BrokenPromise.unless(
                Pause.until(RECOVERY_SECONDS, () -> forced(control)),
                "the control's force() fails even after the recovery");
        BrokenPromise.unless(
                control.getInt(0) == 2 && !Pause.until(10, () -> SharingChecks.opened(beside) == 2),
                "the control lost nothing, so the check shows nothing");
    }
}
