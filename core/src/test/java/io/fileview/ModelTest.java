package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Eventually;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.RandomRun.Step;
import io.fileview.testing.Seed;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random steps on several files and memories at once, each compared with a model made of byte
 * arrays. Run one again with the seed that it printed: {@code -Dfileview.model.seed=...}; {@code
 * -Dfileview.model.steps=...} makes it longer.
 */
@NeedsSegment
class ModelTest {
    private static final int STEPS = Integer.getInteger("fileview.model.steps", 120_000);
    private static final int STEPS_BETWEEN_COUNTS = 500;

    /** These wait for another process or thread themselves. */
    private static final Set<String> NEED_PEACE = Set.of("fileBeside", "fromAnotherThread");

    @TempDir
    private Path directory;

    @Test
    void viewsShowWhatTheModelShowsWhateverHappens() throws Exception {
        long seed = Seed.of(ModelTest.class);
        awaitCleaner();
        Traces before = Traces.inThisProcess();
        ModelWorld world = new ModelWorld(seed);
        EngineUnderTest.copiesFollow(false); // The model does not see who wrote the same bytes.
        try (ExecutorService otherThread = Executors.newSingleThreadExecutor()) {
            addFiles(world);
            MappingSteps mappings = new MappingSteps(world);
            List<Step> steps = steps(world, mappings, new ViewSteps(world, otherThread));
            for (int done = 0; done < STEPS; done++) {
                run(world.next(steps), world);
                if (done % STEPS_BETWEEN_COUNTS == 0) {
                    world.mustBeCountedRight();
                    world.mustBeLockedRight();
                }
            }
            mappings.closeEverything();
            world.mustBeCountedRight();
            world.mustBeLockedRight();
            for (FileModel file : world.files) {
                if (!file.isMemory()) {
                    assertThat(TestFiles.readAllBytes(file.path))
                            .as(file.name)
                            .isEqualTo(file.read(0, file.size()));
                }
            }
        } catch (Throwable failure) {
            world.abandon();
            throw new AssertionError(
                    failure.getMessage() + "\nseed " + seed + ", " + world.story(), failure);
        } finally {
            EngineUnderTest.copiesFollow(true);
        }
        System.out.println("ModelTest " + world.figures());
        assertThat(Traces.inThisProcess()).as("open files and mappings").isEqualTo(before);
    }

    /** What an earlier test has lost shall not be found in the middle of this one. */
    private static void awaitCleaner() {
        Eventually.holds(
                "the mappings of earlier tests are closed",
                () -> {
                    System.gc();
                    return Views.statistics().liveMappings() == 0;
                });
    }

    /** Now and then on an interrupted thread, which must change nothing and stay interrupted. */
    private static void run(Step step, ModelWorld world) throws Throwable {
        boolean interrupted = world.oneIn(40) && !NEED_PEACE.contains(step.kind());
        if (interrupted) {
            world.note("interrupted:");
            Thread.currentThread().interrupt();
        }
        try {
            step.action().run();
        } finally {
            assertThat(Thread.interrupted()).as("interrupted").isEqualTo(interrupted);
        }
    }

    private static List<Step> steps(ModelWorld world, MappingSteps mappings, ViewSteps views) {
        PageSteps pages = new PageSteps(world);
        return List.of(
                new Step(6, "open", mappings::open),
                new Step(2, "close", mappings::close),
                new Step(16, "map", mappings::map),
                new Step(1, "mapNonsense", mappings::mapNonsense),
                new Step(7, "unmap", mappings::unmap),
                new Step(4, "grow", mappings::grow),
                new Step(1, "truncate", mappings::truncate),
                new Step(6, "remap", mappings::remap),
                new Step(6, "fileBeside", mappings::fileBeside),
                new Step(24, "read", views::read),
                new Step(24, "write", views::write),
                new Step(2, "beyondTheView", views::beyondTheView),
                new Step(4, "useAfterUnmap", views::useAfterUnmap),
                new Step(1, "fromAnotherThread", views::fromAnotherThread),
                new Step(3, "flush", pages::flush),
                new Step(3, "prefetch", pages::prefetch),
                new Step(4, "advise", pages::advise),
                new Step(3, "trim", pages::trim),
                new Step(4, "lock", pages::lock),
                new Step(3, "unlock", pages::unlock),
                new Step(6, "look", pages::look),
                new Step(2, "touchAndLook", pages::touchAndLook),
                new Step(2, "count", pages::count));
    }

    private void addFiles(ModelWorld world) throws IOException {
        int[] sizes = {1, 100_000, 4096 * 40};
        for (int size : sizes) {
            String name = "file of " + size;
            byte[] bytes = world.bytes(size);
            world.files.add(
                    new FileModel(name, TestFiles.write(directory.resolve(name), bytes), bytes));
        }
        world.files.add(new FileModel("first memory", null, new byte[0]));
        world.files.add(new FileModel("second memory", null, new byte[0]));
    }

    /**
     * What this process has open and mapped of the files of this test and of memories, as Linux
     * lists it; elsewhere nothing.
     */
    private record Traces(List<String> descriptors, List<String> mappings) {
        static Traces inThisProcess() throws IOException {
            List<String> descriptors = new ArrayList<>();
            List<String> mappings = new ArrayList<>();
            if (Files.isDirectory(Path.of("/proc/self/fd"))) {
                try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
                    for (Path link : links.toList()) {
                        if (Files.exists(link)) {
                            descriptors.add(Files.readSymbolicLink(link).toString());
                        }
                    }
                }
                mappings =
                        Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1);
            }
            return new Traces(ours(descriptors), ours(mappings));
        }

        private static List<String> ours(List<String> lines) {
            return lines.stream()
                    .filter(line -> line.contains("junit") || line.contains("fileview"))
                    .filter(line -> !line.contains(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
