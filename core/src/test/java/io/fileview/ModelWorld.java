package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.RandomRun;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** All files, mappings and views of a run. */
final class ModelWorld extends RandomRun {
    static final int LARGEST = 256 * 1024;
    static final int MOST_VIEWS = 24;
    private static final int DEAD_KEPT = 16;

    final List<FileModel> files = new ArrayList<>();
    final List<ViewModel> views = new ArrayList<>();
    final List<ViewModel> dead = new ArrayList<>();
    final boolean linux = EngineUnderTest.isLinux();

    /** Whether pages can be locked and trimmed, and written without a wait for the device. */
    final boolean hasPageCalls =
            keepsEqualPages() || EngineUnderTest.isMemory();

    /** Whether a remap keeps private pages that equal the file. */
    static boolean keepsEqualPages() {
        return EngineUnderTest.name().equals(EngineUnderTest.NATIVE);
    }

    private final long lockedBefore;
    private final ViewStatistics before = Views.statistics();
    private int viewsSoFar;

    ModelWorld(long seed) throws IOException {
        super(seed);
        this.lockedBefore = linux ? lockedByKernel() : 0;
    }

    /** A range of a view: one time in thirty of no bytes at all. */
    ByteRange rangeOf(ViewModel view) {
        int from = offset(view.length);
        return new ByteRange(from, oneIn(30) ? 0 : length(view.length - from));
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
                                before.leakedSchedulers(),
                                before.leakedReaders(),
                                before.leakedReadLocks(),
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
