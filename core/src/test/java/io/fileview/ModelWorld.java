package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fileview.testing.EngineUnderTest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** All files, mappings and views of a run, the chance that drives it, and what was done last. */
final class ModelWorld {
    static final int LARGEST = 256 * 1024;
    static final int MOST_VIEWS = 24;
    private static final int LINES_KEPT = 30;
    private static final int DEAD_KEPT = 16;

    final Random random;
    final List<FileModel> files = new ArrayList<>();
    final List<ViewModel> views = new ArrayList<>();
    final List<ViewModel> dead = new ArrayList<>();
    final boolean linux = EngineUnderTest.isLinux();

    /** Whether pages can be locked and trimmed, and written without a wait for the device. */
    final boolean hasPageCalls = linux || EngineUnderTest.isMemory();

    private final long lockedBefore;
    private final ViewStatistics before = Views.statistics();
    private final Deque<String> history = new ArrayDeque<>();
    private final Map<String, Integer> done = new TreeMap<>();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private int step;
    private String kindOfStep = "";
    private int viewsSoFar;

    ModelWorld(long seed) throws IOException {
        this.random = new Random(seed);
        this.lockedBefore = linux ? lockedByKernel() : 0;
    }

    void next(String kind) {
        step++;
        kindOfStep = kind;
    }

    /** What is about to be done; a step that finds nothing to do says nothing. */
    void log(String what) {
        done.merge(kindOfStep, 1, Integer::sum);
        note(what);
    }

    void note(String what) {
        if (history.size() == LINES_KEPT) {
            history.removeFirst();
        }
        history.addLast(step + ": " + what);
    }

    /** How often each kind of step was done, and how often that was refused. */
    String figures() {
        return "steps " + done + ", of these refused " + refusals;
    }

    String story() {
        return "step " + step + ", the last of them:\n  " + String.join("\n  ", history);
    }

    int below(int limit) {
        return random.nextInt(limit);
    }

    boolean oneIn(int cases) {
        return random.nextInt(cases) == 0;
    }

    <T> T any(List<T> list) {
        return list.get(below(list.size()));
    }

    <T> T any(T[] values) {
        return values[below(values.length)];
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A length up to the limit, often small, and often near whole pages. */
    int length(int limit) {
        int wanted =
                switch (below(4)) {
                    case 0 -> 1 + below(64);
                    case 1 -> 4096 * (1 + below(4)) + below(3) - 1;
                    case 2 -> 1 + below(3 * 4096);
                    default -> 1 + below(limit);
                };
        return Math.min(wanted, limit);
    }

    /** An offset below the limit, often at or next to the start of a page. */
    int offset(int limit) {
        int offset = below(limit);
        return switch (below(3)) {
            case 0 -> offset & -4096;
            case 1 -> Math.clamp((offset & -4096) + below(3) - 1, 0, limit - 1);
            default -> offset;
        };
    }

    /** A range of a view: one time in thirty of no bytes at all. */
    ByteRange rangeOf(ViewModel view) {
        int from = offset(view.length);
        return new ByteRange(from, oneIn(30) ? 0 : length(view.length - from));
    }

    /** Does what is refused where a refusal is given, and what works where it is null. */
    boolean refused(@Nullable Class<? extends Throwable> refusal, ThrowingCallable action)
            throws Throwable {
        if (refusal == null) {
            action.call();
            return false;
        }
        refusals.merge(kindOfStep, 1, Integer::sum);
        note("  refused with " + refusal.getSimpleName());
        assertThatThrownBy(action).isInstanceOf(refusal);
        return true;
    }

    void mustShow(ViewModel view, long from, long count) {
        byte[] expected = view.expected((int) from, (int) count);
        MemorySegment shown = view.segment.asSlice(from, count);
        long wrong = shown.mismatch(MemorySegment.ofArray(expected));
        if (wrong >= 0) {
            throw new AssertionError(
                    "byte "
                            + (view.offset + from + wrong)
                            + " of the file is "
                            + shown.get(java.lang.foreign.ValueLayout.JAVA_BYTE, wrong)
                            + " instead of "
                            + expected[(int) wrong]
                            + " in "
                            + view);
        }
    }

    void mustShowAll(ViewModel view) {
        mustShow(view, 0, view.length);
    }

    /** Whether no other view starts at an address; on an engine whose views share memory some do. */
    boolean isOnlyAt(ViewModel view, long address) {
        return views.stream()
                .noneMatch(other -> other != view && other.view.address() == address);
    }

    ViewModel add(FileModel.Opened opened, View view, boolean confined) {
        ViewModel model = new ViewModel(++viewsSoFar, opened, view, confined);
        views.add(model);
        opened.file.views.add(model);
        return model;
    }

    /** The view has been unmapped; it is kept for a while, to be used in vain. */
    void died(ViewModel view) {
        views.remove(view);
        view.file.views.remove(view);
        if (dead.size() == DEAD_KEPT) {
            dead.remove(0);
        }
        dead.add(view);
    }

    /** After a failure: later tests shall find nothing of this one. */
    void abandon() {
        views.forEach(view -> view.view.close());
        files.forEach(file -> file.mappings.forEach(opened -> opened.mapping.close()));
    }

    /** The library's own books must agree with the model. */
    void mustBeCountedRight() {
        ViewStatistics now = Views.statistics();
        long mappings = files.stream().mapToLong(file -> file.mappings.size()).sum();
        long bytes = views.stream().mapToLong(view -> view.length).sum();
        assertThat(now)
                .isEqualTo(
                        new ViewStatistics(
                                before.liveMappings() + mappings,
                                before.liveViews() + views.size(),
                                before.mappedBytes() + bytes,
                                before.leakedMappings(),
                                before.leakedViews(),
                                before.closedPending()));
        assertThat(Views.live()).containsAll(views.stream().map(view -> view.view).toList());
        for (FileModel file : files) {
            List<String> seen = new ArrayList<>();
            for (FileModel.Opened opened : file.mappings) {
                assertThat(opened.mapping.size()).isEqualTo(opened.size);
                assertThat(opened.mapping.liveViews())
                        .containsExactlyInAnyOrderElementsOf(names(file, opened));
                seen.addAll(opened.mapping.liveViews());
            }
            assertThat(new HashSet<>(seen)).hasSameSizeAs(seen);
        }
    }

    /** The kernel's own count of locked pages must agree with the model. */
    void mustBeLockedRight() throws IOException {
        if (linux) {
            long locked = views.stream().mapToLong(ViewModel::lockedBytes).sum();
            assertThat(lockedByKernel() - lockedBefore).as("locked bytes").isEqualTo(locked);
        }
    }

    private static long lockedByKernel() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmLck:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        throw new AssertionError("the kernel does not tell what is locked");
    }

    private static List<String> names(FileModel file, FileModel.Opened opened) {
        return file.views.stream()
                .filter(view -> view.opened == opened)
                .map(view -> view.view.toString())
                .toList();
    }
}
