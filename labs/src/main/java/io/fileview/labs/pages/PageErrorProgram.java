package io.fileview.labs.pages;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.fileview.FileMapping;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import io.fileview.labs.common.PageSize;
import io.fileview.labs.common.Shell;
import io.fileview.labs.pages.Operation.Arguments;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The JVM under test: maps a file of good and bad pages and accesses them alternately. Good and bad
 * accesses are mixed from the start; otherwise the first error would discard the compiled code, and
 * even raw access would look precise. What good pages hold is compared after every access.
 *
 * <p>Arguments: a file to be truncated, one that is corrupted or {@code -}, how many bad accesses to
 * the one and to the other, how many good ones of each operation, how many bad raw accesses follow as
 * a control, the seed. Prints lines {@code truncated}, {@code corrupted} and {@code raw} with {@link
 * Reported} and lines {@code good-truncated} and {@code good-corrupted} with {@link Compared}.
 */
public final class PageErrorProgram {
    static final int PAGE = PageSize.BYTES;
    static final int GOOD_PAGES = 32;
    static final int PAGES = 64;
    static final String NONE = "-";
    private static final long FIRST_BAD = (long) GOOD_PAGES * PAGE;
    private static final int BURST = 20;
    private static final int CONTROL_BURST = 100;
    private static final List<Operation> OPERATIONS =
            Stream.of(
                    ValueOperations.READS,
                    BulkOperations.ALL,
                    ValueOperations.WRITES,
                    ValueOperations.ATOMICS)
                    .flatMap(List::stream)
                    .toList();

    private final View view;
    private final GuardedAccess access;
    private final Path file;
    private final boolean truncated;
    private final SplittableRandom random;
    private final GoodPages goodPages;

    private long precise;
    private long wrong;
    private long silent;
    private long late;
    private long sum; // of what the control read, so that it is read

    private PageErrorProgram(View view, Path file, boolean truncated, long seed) {
        this.view = view;
        this.access = view.guarded();
        this.file = file;
        this.truncated = truncated;
        this.random = new SplittableRandom(seed);
        this.goodPages =
                new GoodPages(
                        view, file, CorruptedFile.contentFor(seed), GOOD_PAGES, random.split());
    }

    /**
     * Runs the program.
     *
     * @param arguments as above
     * @throws IOException if anything but an access to a bad page fails
     */
    public static void main(String[] arguments) throws IOException {
        long[] numbers = Arrays.stream(arguments).skip(2).mapToLong(Long::parseLong).toArray();
        Path truncated = Path.of(arguments[0]);
        try (FileMapping mapping = FileMapping.open(truncated, Protection.READ_WRITE);
                View view = mapping.map()) {
            PageErrorProgram program =
                    truncate(
                            view,
                            truncated,
                            // By another process, as it happens in practice.
                            size -> Shell.run("truncate", "--size=" + size, truncated.toString()),
                            numbers[4]);
            program.guarded(numbers[0], numbers[2]);
            program.print("truncated");
            if (!arguments[1].equals(NONE)) {
                runOnCorrupted(Path.of(arguments[1]), numbers[1], numbers[4]);
            }
            program.raw(numbers[3]);
            program.print("raw");
        }
    }

    /** Another process that cuts a file off. */
    @FunctionalInterface
    public interface Truncation {
        /**
         * Cuts the file off.
         *
         * @param size the size that it is to have
         * @throws IOException if that fails
         */
        void to(long size) throws IOException;
    }

    /**
     * Writes the file that is to be truncated.
     *
     * @param file the file
     * @param seed the seed of its content
     * @throws IOException if that fails
     */
    public static void prepare(Path file, long seed) throws IOException {
        Files.write(file, CorruptedFile.contentFor(seed));
    }

    /**
     * Runs on a view of the whole of a prepared file, and prints the lines {@code good-truncated}, {@code
     * truncated} and {@code raw}.
     *
     * @param view the view
     * @param file the file
     * @param truncation what cuts it off
     * @param bad the number of bad accesses
     * @param good the number of good ones of each operation
     * @param raw the number of bad raw accesses, the control
     * @param seed the seed
     * @throws IOException if anything but an access to a bad page fails
     */
    public static void run(
            View view, Path file, Truncation truncation, long bad, long good, long raw, long seed)
            throws IOException {
        PageErrorProgram program = truncate(view, file, truncation, seed);
        program.guarded(bad, good);
        program.print("truncated");
        program.raw(raw);
        program.print("raw");
    }

    private static PageErrorProgram truncate(
            View view, Path file, Truncation truncation, long seed) throws IOException {
        truncation.to((long) GOOD_PAGES * PAGE);
        return new PageErrorProgram(view, file, true, seed);
    }

    private static void runOnCorrupted(Path corrupted, long accesses, long seed)
            throws IOException {
        try (FileMapping mapping = FileMapping.open(corrupted, Protection.READ_WRITE);
                View view = mapping.map()) {
            PageErrorProgram program = new PageErrorProgram(view, corrupted, false, seed);
            program.guarded(accesses, 1);
            program.print("corrupted");
        }
    }

    private void print(String what) {
        System.out.println(what + " " + new Reported(precise, wrong, silent, late).line());
        precise = wrong = silent = late = 0;
    }

    private void guarded(long accesses, long goodAccesses) throws IOException {
        long left = accesses;
        int operations = OPERATIONS.size();
        // Few accesses are divided into short bursts, so that each operation gets one.
        int longest = Math.clamp(accesses / operations, 1, BURST);
        long bursts = Math.ceilDiv(accesses, longest);
        long goodPerBurst = goodAccesses * operations / bursts + 1;
        for (long burst = 0; left > 0; burst++) {
            // Each in turn first, then at random.
            int index = burst < operations ? (int) burst : random.nextInt(operations);
            int count = (int) Math.min(longest, left);
            try {
                burst(OPERATIONS.get(index), count, goodPerBurst);
            } catch (InternalError error) {
                late++;
            }
            left -= count;
        }
        goodPages.compareFile();
        for (Operation operation : OPERATIONS) {
            goodPages.expectWrong(operation, placeIn(0));
        }
        System.out.println(
                "good-" + (truncated ? "truncated" : "corrupted") + " "
                        + goodPages.counts().line());
    }

    private void burst(Operation operation, int bad, long good) throws IOException {
        for (long i = 0; i < good; i++) {
            goodPages.compare(operation, placeIn(0));
        }
        for (int i = 0; i < bad; i++) {
            long at = placeIn(GOOD_PAGES);
            try {
                operation.guarded().on(access, new Arguments(at, i, i));
                silent++;
            } catch (FileShrankException e) {
                judge(e, truncated, at);
            } catch (PageUnreadableException e) {
                judge(e, !truncated, at);
            }
        }
    }

    private void judge(MappingException e, boolean rightType, long at) {
        boolean right =
                rightType
                        && e.offset() == at
                        && e.file().equals(file.toString())
                        && e.getCause() instanceof InternalError;
        precise += right ? 1 : 0;
        wrong += right ? 0 : 1;
        if (!right && wrong < 4) {
            System.err.println("at offset " + at + ": " + e);
        }
    }

    private long placeIn(int firstPage) {
        long page = (long) firstPage + random.nextInt(GOOD_PAGES);
        return page * PAGE + 8L * random.nextInt((PAGE - BulkOperations.LONGEST) / 8);
    }

    private void raw(long accesses) {
        MemorySegment segment = view.segment();
        for (long done = 0; done < accesses; done += CONTROL_BURST) {
            try {
                rawBurst(segment);
            } catch (InternalError error) {
                late++;
            }
        }
        if (sum == Long.MIN_VALUE) {
            System.err.println(sum);
        }
    }

    /** One access of ten is bad, so that the code is compiled for good and bad alike. */
    private void rawBurst(MemorySegment segment) {
        for (int i = 0; i < 10 * CONTROL_BURST; i++) {
            boolean bad = i % 10 == 9;
            try {
                sum += Integer.toUnsignedLong(
                        segment.get(JAVA_INT_UNALIGNED, (bad ? FIRST_BAD : 0) + i * 4L));
                silent += bad ? 1 : 0;
            } catch (InternalError error) {
                precise++;
            }
        }
    }
}
