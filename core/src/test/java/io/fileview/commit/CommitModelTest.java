package io.fileview.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Views;
import io.fileview.testing.Commits;
import io.fileview.testing.RandomRun.Step;
import io.fileview.testing.Seed;
import io.fileview.testing.TestFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random steps of a writer, of readers and of those who die, each compared with byte arrays: what
 * was committed is there, whole, and nothing else. Run one again with the seed that it printed:
 * {@code -Dfileview.model.seed=...}; {@code -Dfileview.model.steps=...} makes it longer.
 */
class CommitModelTest {
    /** A commit waits for the disk, so a step takes longer here than in the other model test. */
    private static final int STEPS = Integer.getInteger("fileview.model.steps", 120_000) / 20;

    private static final int STEPS_BETWEEN_LOOKS = 20;

    @TempDir
    private Path directory;

    @Test
    void whatWasCommittedIsThereWhateverHappens() throws Exception {
        long seed = Seed.of(CommitModelTest.class);
        Path file = directory.resolve("file");
        CommitModelWorld world = new CommitModelWorld(seed, file, new byte[0]);
        byte[] bytes = world.bytes(1 + world.below(CommitModelWorld.LARGEST / 2));
        TestFiles.write(file, bytes);
        world.grown(bytes.length);
        world.committed = bytes;
        try {
            CommitSteps writer = new CommitSteps(world);
            CommitReaderSteps readers = new CommitReaderSteps(world);
            List<Step> steps = steps(writer, readers);
            for (int done = 0; done < STEPS; done++) {
                world.next(steps).action().run();
                if (done % STEPS_BETWEEN_LOOKS == 0) {
                    world.mustAgree();
                }
            }
            writer.close();
            readers.closeAll();
            Commits.open(file).close(); // removes what those have left who died
            world.mustAgree();
        } catch (Throwable failure) {
            world.abandon();
            throw new AssertionError(
                    failure.getMessage() + "\nseed " + seed + ", " + world.story(), failure);
        }
        System.out.println("CommitModelTest " + world.figures());
        assertThat(Views.live()).as("live views").isEmpty();
        try (Stream<Path> left = TestFiles.list(directory)) {
            assertThat(left).containsExactly(file);
        }
    }

    private static List<Step> steps(CommitSteps writer, CommitReaderSteps readers) {
        return List.of(
                new Step(6, "open", writer::open),
                new Step(1, "close", writer::close),
                new Step(1, "die", writer::die),
                new Step(16, "map", writer::map),
                new Step(4, "unmap", writer::unmap),
                new Step(12, "read", writer::read),
                new Step(30, "write", writer::write),
                new Step(1, "refuse", writer::refuse),
                new Step(4, "changed", writer::changed),
                new Step(12, "commit", writer::commit),
                new Step(3, "rollback", writer::rollback),
                new Step(2, "checkpoint", writer::checkpoint),
                new Step(2, "grow", writer::grow),
                new Step(3, "openReader", readers::open),
                new Step(1, "closeReader", readers::close),
                new Step(3, "readLock", readers::lock),
                new Step(12, "releaseLock", readers::unlock),
                new Step(4, "mapToRead", readers::map),
                new Step(2, "unmapOfReader", readers::unmap),
                new Step(8, "readCommitted", readers::read),
                new Step(1, "snapshot", readers::snapshot));
    }
}
