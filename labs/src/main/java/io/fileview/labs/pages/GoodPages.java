package io.fileview.labs.pages;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.fileview.View;
import io.fileview.guarded.GuardedAccess;
import io.fileview.labs.pages.Operation.Arguments;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a file that can be read, and a copy in memory of what they must hold: operations are
 * done to both and must have the same result and leave the same bytes.
 */
final class GoodPages {
    private static final int PAGE = PageErrorProgram.PAGE;

    private final View view;
    private final GuardedAccess access;
    private final Path file;
    private final byte[] expected;
    private final MemorySegment copy;
    private final SplittableRandom random;
    private long compared;
    private long different;
    private long controls;
    private long unnoticed;

    private record Comparison(boolean sameResult, boolean samePage) {}

    GoodPages(View view, Path file, byte[] content, int pages, SplittableRandom random) {
        this.view = view;
        this.access = view.guarded();
        this.file = file;
        this.expected = Arrays.copyOf(content, pages * PAGE);
        this.copy = MemorySegment.ofArray(expected);
        this.random = random;
    }

    /** Does an operation to both at a place and counts whether it did the same. */
    void compare(Operation operation, long at) throws IOException {
        compared++;
        Comparison comparison = run(operation, arguments(at));
        if (!comparison.sameResult || !comparison.samePage) {
            different++;
            if (different < 4) {
                System.err.println("an operation differs at offset " + at + " of " + file);
            }
        }
    }

    private Arguments arguments(long at) {
        return new Arguments(at, random.nextLong(), copy.get(JAVA_LONG_UNALIGNED, at));
    }

    private Comparison run(Operation operation, Arguments arguments) throws IOException {
        @Nullable Object result = operation.guarded().on(access, arguments);
        @Nullable Object expectedResult = operation.expected().on(copy, arguments);
        long start = arguments.at() / PAGE * PAGE;
        // The mapped page is read without guarded access.
        long mismatch = view.segment().asSlice(start, PAGE).mismatch(copy.asSlice(start, PAGE));
        return new Comparison(Objects.equals(result, expectedResult), mismatch < 0);
    }

    /** Compares all pages with the file as {@code read(2)} returns it. */
    void compareFile() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] read = in.readNBytes(expected.length);
            for (int at = 0; at < expected.length; at += PAGE) {
                compared++;
                if (!Arrays.equals(read, at, at + PAGE, expected, at, at + PAGE)) {
                    different++;
                    System.err.println("page " + at / PAGE + " of " + file + " differs");
                }
            }
        }
    }

    /**
     * The control: expects a wrong byte of each operation, once in what it reads and once in a part of
     * the page that it must not touch, and counts the operations after which that was not noticed.
     */
    void expectWrong(Operation operation, long at) throws IOException {
        long untouched = at / PAGE * PAGE + PAGE - 1;
        boolean noticed = !runWithWrong(untouched, operation, at).samePage;
        if (operation.reads()) {
            noticed &= !runWithWrong(at, operation, at).sameResult;
        }
        controls++;
        unnoticed += noticed ? 0 : 1;
    }

    private Comparison runWithWrong(long wrong, Operation operation, long at)
            throws IOException {
        Arguments arguments = arguments(at);
        copy.set(JAVA_BYTE, wrong, (byte) ~copy.get(JAVA_BYTE, wrong));
        Comparison comparison = run(operation, arguments);
        long start = at / PAGE * PAGE;
        MemorySegment.copy(view.segment(), start, copy, start, PAGE);
        return comparison;
    }

    /** Returns what was found. */
    Compared counts() {
        return new Compared(compared, different, controls, unnoticed);
    }
}
