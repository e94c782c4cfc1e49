package io.fileview;

import static io.fileview.testing.ViewBytes.bytesOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A remap that fails leaves the view as it was, and a view is mapped as long as its segment lives. */
class FailedRemapTest {
    private static final int PAGE = EngineUnderTest.pageSize();
    private static final int SIZE = 64 * PAGE;
    private static final int ROUNDS = 3_000;

    @TempDir
    Path directory;

    /** Remaps a view to more than the process may have, again and again. */
    static final class Refused {
        private Refused() {}

        private static void mustBeUnmapped(String start) throws IOException {
            if (System.getProperty("os.name").equals("Linux")) {
                try (Stream<String> areas = Files.lines(Path.of("/proc/self/maps"))) {
                    if (areas.anyMatch(area -> area.startsWith(start))) {
                        throw new AssertionError(start + " is still mapped");
                    }
                }
            }
        }

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[1]);
            try (FileMapping mapping =
                    EngineUnderTest.builder(file)
                            .protection(Protection.READ_WRITE)
                            .size(1L << 40)
                            .sparse()
                            .open()) {
                for (Protection protection : new Protection[] {Protection.READ_WRITE,
                    Protection.COPY_ON_WRITE}) {
                    View view = mapping.view(100, SIZE).protection(protection).map();
                    prepare(arguments[0], view);
                    for (int i = 0; i < 20; i++) {
                        mustStay(view);
                    }
                    String start = Long.toHexString(view.address() / PAGE * PAGE) + "-";
                    view.close();
                    mustBeUnmapped(start);
                }
                if (!mapping.liveViews().isEmpty()) {
                    throw new AssertionError(mapping.liveViews().toString());
                }
            }
            System.out.println("stayed");
        }

        private static void prepare(String way, View view) throws IOException {
            if (way.equals("in parts")) { // so that the kernel keeps several areas
                for (int page = 0; page < SIZE / PAGE; page += 8) {
                    view.advise((long) page * PAGE, 1, Advice.RANDOM);
                }
            }
            view.guarded().setByte(5, (byte) 7);
        }

        private static void mustStay(View view) throws IOException {
            long address = view.address();
            try {
                view.remap((1L << 40) - 100);
                throw new AssertionError("the view was remapped");
            } catch (MappingLimitException expected) {
                if (!view.isMapped()
                        || view.length() != SIZE
                        || view.address() != address
                        || view.segment().byteSize() != SIZE
                        || view.guarded().getByte(5) != 7) {
                    throw new AssertionError("the view has changed: " + view, expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "in parts"})
    @Tag("linux-only")
    @NeedsKernel("limits the address space of a process")
    void theAddressSpaceIsTooSmall(String way) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(
                ChildJvm.of(Refused.class, way, file)
                        .under("prlimit", "--as=" + (16L << 30))
                        .option("-XX:CompressedClassSpaceSize=64m", "-XX:ReservedCodeCacheSize=64m")
                        .run())
                .contains("stayed");
    }

    @Test
    @NeedsKernel("the engine in memory has no other thread look while it unmaps")
    void aViewIsNotMappedOnceItsSegmentIsDead() throws Exception {
        Path file = Sample.file(directory, SIZE);
        AtomicReference<View> current = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            CompletableFuture<Integer> looks =
                    CompletableFuture.supplyAsync(
                            () -> {
                                int dead = 0;
                                while (!done.get()) {
                                    View view = current.get();
                                    dead += view != null && isDeadButMapped(view) ? 1 : 0;
                                }
                                return dead;
                            });
            for (int i = 0; i < ROUNDS; i++) {
                View view = mapping.map();
                current.set(view);
                bytesOf(view).set(1, i);
                view.close();
                assertThat(view.isMapped()).isFalse();
            }
            done.set(true);
            assertThat(looks.get()).isZero();
        }
    }

    private static boolean isDeadButMapped(View view) {
        try {
            MemorySegment segment = view.segment();
            while (segment.scope().isAlive()) {
                Thread.onSpinWait();
            }
            return view.isMapped();
        } catch (IllegalStateException alreadyUnmapped) {
            return false;
        }
    }
}
