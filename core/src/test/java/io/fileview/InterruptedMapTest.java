package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.AddressSpace;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts that come while views are mapped leave neither mappings nor descriptors behind. */
@NeedsKernel("counts the mappings and descriptors of the process")
class InterruptedMapTest {
    private static final int SIZE = 50_001;
    private static final int MOST_SPINS = 2_000;
    private static final int ROUNDS = 10_000;

    @TempDir
    Path directory;

    @Test
    void nothingIsLeaked() throws Exception {
        Path file = Sample.file(directory, SIZE);
        SplittableRandom random = new SplittableRandom(SIZE);
        AtomicBoolean done = new AtomicBoolean();
        try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE)) {
            mapping.map().close();
            long descriptors = descriptors(file);
            Thread mapper =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; i < ROUNDS; i++) {
                                            mapAndClose(mapping);
                                        }
                                        done.set(true);
                                    });
            while (!done.get()) {
                mapper.interrupt();
                for (int i = random.nextInt(MOST_SPINS); i > 0; i--) {
                    Thread.onSpinWait(); // or each would come before the call has begun
                }
            }
            mapper.join();
            assertThat(mapping.liveViews()).isEmpty();
            assertThat(areas(file)).isZero();
            assertThat(descriptors(file)).isEqualTo(descriptors);
        }
        assertThat(descriptors(file)).isZero();
        TestFiles.truncate(file, 0); // which Windows refuses while a view is left
    }

    private static long descriptors(Path file) throws IOException {
        return Needs.isWindows() ? 0 : AddressSpace.openDescriptors(file);
    }

    private static void mapAndClose(FileMapping mapping) {
        try (View view = mapping.map()) {
            assertThat(view.isMapped()).isTrue();
        } catch (IOException interrupted) {
            // Where somebody changes the size, an interrupt may end the wait; nobody does here.
            throw new AssertionError(interrupted);
        } finally {
            Thread.interrupted(); // so that the next interrupt comes at any moment
        }
    }

    private static long areas(Path file) throws IOException {
        if (Needs.isWindows()) {
            return 0;
        }
        try (Stream<String> areas = Files.lines(Path.of("/proc/self/maps"))) {
            return areas.filter(area -> area.endsWith(file.toString())).count();
        }
    }
}
