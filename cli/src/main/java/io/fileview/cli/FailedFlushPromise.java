package io.fileview.cli;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.View;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** After a failed flush, the library remembers what may be missing on the disk and writes it again. */
final class FailedFlushPromise implements Promise {
    private static final int PAGE = SimulatedDisk.PAGE;
    private static final int PAGES = 64;

    /** The pages of the disk that are changed, all of them within the view. */
    private static final List<Integer> CHANGED = List.of(17, 18, 20, 21, 23, 26, 28, 31);

    private static final List<Integer> REFUSED = List.of(18, 23, 31);
    private static final ByteRange VIEW = new ByteRange(16L * PAGE, 16L * PAGE);
    private static final byte NEW = 1;

    @Override
    public String statement() {
        return "what a failed flush did not write, the next one writes again (on a simulated disk)";
    }

    @Override
    public String action() {
        return "simulated a disk in this process, which refused to write 3 of 8 changed pages for a"
                + " while, and a file cache that forgets such pages, as Linux does; flushed as a"
                + " program does without the library, and by a view; and read the disk directly";
    }

    /** No file takes part, and the disk fails as it is told to, whatever the system. */
    @Override
    public Observation show(DemoTarget target) throws IOException {
        int missingWithout = missingWithoutTheLibrary();
        SimulatedDisk disk = new SimulatedDisk(PAGES);
        try (FileMapping mapping = SimulatedFile.open(disk);
                View view = mapping.map(VIEW.offset(), VIEW.length())) {
            for (int page : CHANGED) {
                view.guarded().fill(page * (long) PAGE - VIEW.offset(), PAGE, NEW);
            }
            REFUSED.forEach(disk::refuse);
            FlushFailedException first = failure(view);
            FlushFailedException second = failure(view);
            List<ByteRange> pending = mapping.pending();
            int missingBefore = missing(disk);
            disk.acceptAll();
            FlushFailedException third = failure(view);
            int missing = missing(disk);
            boolean kept =
                    first != null
                            && first.errorName().filter("EIO"::equals).isPresent()
                            && first.pending().equals(List.of(VIEW))
                            && second != null
                            && pending.equals(List.of(VIEW))
                            && missingBefore == REFUSED.size()
                            && third == null
                            && mapping.pending().isEmpty()
                            && missing == 0;
            return Observation.of(
                    kept && missingWithout == REFUSED.size(),
                    "without the library, the second flush succeeded although "
                            + missingWithout
                            + " pages were missing on the disk; with it, the first "
                            + outcome(first)
                            + ", the second "
                            + outcome(second)
                            + " with "
                            + inWords(pending)
                            + " pending, and, once the disk wrote again, the third "
                            + outcome(third)
                            + " with "
                            + inWords(mapping.pending())
                            + " pending; pages missing on the disk "
                            + missingBefore
                            + " → "
                            + missing);
        }
    }

    /** The control: what the file cache alone makes of it. */
    private static int missingWithoutTheLibrary() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(PAGES);
        try (SimulatedFile file = new SimulatedFile(disk);
                Arena arena = Arena.ofConfined()) {
            MemorySegment page = arena.allocate(PAGE).fill(NEW);
            for (int changed : CHANGED) {
                file.write(page, changed * (long) PAGE);
            }
            REFUSED.forEach(disk::refuse);
            try {
                file.flush();
                return 0; // the disk has not failed
            } catch (FlushFailedException once) {
                disk.acceptAll();
            }
            file.flush();
            return missing(disk);
        }
    }

    private static @Nullable FlushFailedException failure(View view) throws IOException {
        try {
            view.flush(Durability.DEVICE);
            return null;
        } catch (FlushFailedException failed) {
            return failed;
        }
    }

    /** Counts the changed pages of which the disk has not every byte. */
    private static int missing(SimulatedDisk disk) {
        byte[] bytes = disk.read();
        byte[] wanted = new byte[PAGE];
        Arrays.fill(wanted, NEW);
        int missing = 0;
        for (int page : CHANGED) {
            if (!Arrays.equals(bytes, page * PAGE, (page + 1) * PAGE, wanted, 0, PAGE)) {
                missing++;
            }
        }
        return missing;
    }

    private static String outcome(@Nullable FlushFailedException failure) {
        return failure == null
                ? "succeeded"
                : "threw FlushFailedException (" + failure.errorName().orElse("no error") + ")";
    }

    private static String inWords(List<ByteRange> pending) {
        if (pending.isEmpty()) {
            return "nothing";
        }
        long bytes = pending.stream().mapToLong(ByteRange::length).sum();
        return Amount.count(bytes, "byte")
                + " from offset "
                + Amount.grouped(pending.getFirst().offset());
    }
}
