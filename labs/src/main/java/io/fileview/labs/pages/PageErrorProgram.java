package io.fileview.labs.pages;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import io.fileview.FileMapping;
import io.fileview.FileShrankException;
import io.fileview.GuardedAccess;
import io.fileview.MappingException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The JVM under test: maps a file of good and bad pages and uses them in turns. Good and bad accesses
 * are mixed from the start; else the first error would throw the compiled code away, and even raw
 * access would look precise.
 *
 * <p>Arguments: a file to be truncated, one that is corrupted, how many bad accesses to the one and to
 * the other, of how many good ones each operation is to have had, how many bad raw accesses follow as
 * a control, the seed. Prints lines {@code truncated}, {@code corrupted} and {@code raw} with counts.
 */
final class PageErrorProgram {
    static final int PAGE = 4096;
    static final int GOOD_PAGES = 32;
    static final int PAGES = 64;
    private static final long FIRST_BAD = (long) GOOD_PAGES * PAGE;
    private static final int BURST = 20;
    private static final int CONTROL_BURST = 100;

    private final View view;
    private final GuardedAccess access;
    private final String file;
    private final boolean truncated;
    private final SplittableRandom random;

    private long precise;
    private long wrong;
    private long silent;
    private long late;
    private long sum; // of what the control read, so that it is read

    private PageErrorProgram(View view, String file, boolean truncated, long seed) {
        this.view = view;
        this.access = view.guarded();
        this.file = file;
        this.truncated = truncated;
        this.random = new SplittableRandom(seed);
    }

    public static void main(String[] arguments) throws IOException {
        long[] numbers = Arrays.stream(arguments).skip(2).mapToLong(Long::parseLong).toArray();
        Path truncated = Path.of(arguments[0]);
        Path corrupted = Path.of(arguments[1]);
        try (FileMapping mapping = FileMapping.open(truncated, Protection.READ_WRITE);
                View view = mapping.map();
                FileMapping other = FileMapping.open(corrupted, Protection.READ_WRITE);
                View otherView = other.map()) {
            // By another process, as it happens in life.
            Shell.run("truncate", "--size=" + GOOD_PAGES * PAGE, truncated.toString());
            PageErrorProgram onTruncated =
                    new PageErrorProgram(view, truncated.toString(), true, numbers[4]);
            onTruncated.guarded(numbers[0], numbers[2]);
            onTruncated.tell("truncated");
            PageErrorProgram onCorrupted =
                    new PageErrorProgram(otherView, corrupted.toString(), false, numbers[4]);
            onCorrupted.guarded(numbers[1], 1);
            onCorrupted.tell("corrupted");
            onTruncated.raw(numbers[3]);
            onTruncated.tell("raw");
        }
    }

    private void tell(String what) {
        System.out.println(what + " " + new Counts(precise, wrong, silent, late).line());
        precise = wrong = silent = late = 0;
    }

    private void guarded(long accesses, long goodAccesses) throws IOException {
        long left = accesses;
        int operations = Operations.ALL.size();
        long bursts = (accesses + BURST - 1) / BURST;
        long goodPerBurst = goodAccesses * operations / bursts + 1;
        for (long burst = 0; left > 0; burst++) {
            // All in turn first, then as chance has it.
            int index = burst < operations ? (int) burst : random.nextInt(operations);
            int count = (int) Math.min(BURST, left);
            try {
                burst(Operations.ALL.get(index), count, goodPerBurst);
            } catch (InternalError error) {
                late++;
            }
            left -= count;
        }
    }

    private void burst(Operations.Operation operation, int bad, long good) throws IOException {
        for (long i = 0; i < good; i++) {
            operation.run(access, placeIn(0));
        }
        for (int i = 0; i < bad; i++) {
            long at = placeIn(GOOD_PAGES);
            try {
                operation.run(access, at);
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
                        && e.file().equals(file)
                        && e.getCause() instanceof InternalError;
        precise += right ? 1 : 0;
        wrong += right ? 0 : 1;
        if (!right && wrong < 4) {
            System.err.println("at offset " + at + ": " + e);
        }
    }

    private long placeIn(int firstPage) {
        long page = (long) firstPage + random.nextInt(GOOD_PAGES);
        return page * PAGE + 8L * random.nextInt((PAGE - Operations.LONGEST) / 8);
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

    /** One access of ten is bad: so the code gets hot, and is compiled for good and bad alike. */
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
