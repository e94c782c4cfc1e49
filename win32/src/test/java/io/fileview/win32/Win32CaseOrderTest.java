package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the cases in random order, and concurrently, in one process. No case may depend on another,
 * and none may leave anything behind. {@code -Dfileview.model.seed=SEED} repeats an order.
 */
class Win32CaseOrderTest {
    private static final int ORDERS = 5;
    private static final int THREADS = 8;

    @TempDir
    Path root;

    private final long seed = Long.getLong("fileview.model.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private List<ConformanceCase> cases;
    private Kernel32 kernel32;

    @Test
    void noOrderOfCasesMakesOneFailOrLeavesAnything() throws IOException {
        Assumptions.assumeFalse(
                "portable".equals(System.getProperty("fileview.test.engine")),
                "cases that lock pages cannot pass on the portable engine");
        try (Kernel32 process = open()) {
            kernel32 = process;
            run(cases.getFirst(), directory("warm-up"));
            Resources before = Resources.now(root);
            for (int order = 0; order < ORDERS; order++) {
                Collections.shuffle(cases, random);
                Path directory = directory("order" + order);
                for (ConformanceCase one : cases) {
                    String mismatch = run(one, directory);
                    if (one.confidence().equals("high")) {
                        assertThat(mismatch).as("%s, seed %d", one.id(), seed).isNull();
                    }
                    requireNothingLeft(one.id());
                }
            }
            assertThat(Resources.now(root)).as("after %s orders", ORDERS).isEqualTo(before);
        }
        requireNoNames();
    }

    @Test
    void casesAtTheSameTimeLeaveNothing() throws Exception {
        try (Kernel32 process = open()) {
            kernel32 = process;
            run(cases.getFirst(), directory("warm-up"));
            Resources before = Resources.now(root);
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                List<Future<?>> runs = new ArrayList<>();
                for (int thread = 0; thread < THREADS; thread++) {
                    Path directory = directory("thread" + thread);
                    List<ConformanceCase> order = new ArrayList<>(cases);
                    Collections.shuffle(order, random);
                    runs.add(
                            threads.submit(
                                    () -> {
                                        for (ConformanceCase one : order) {
                                            run(one, directory);
                                        }
                                        return null;
                                    }));
                }
                for (Future<?> one : runs) {
                    one.get();
                }
            }
            requireNothingLeft("all cases, seed " + seed);
            assertThat(Resources.now(root)).as("after all cases").isEqualTo(before);
        }
        requireNoNames();
    }

    private Kernel32 open() throws IOException {
        System.out.println("Win32CaseOrderTest: -Dfileview.model.seed=" + seed);
        cases = new ArrayList<>(ConformanceCase.all());
        cases.removeIf(
                one -> one.hasOtherProcess()
                        || !one.needs().stream().allMatch(CaseNeeds::isMetBySimulation));
        return Kernel32.open(root.resolve("names"), CaseWorld.engine());
    }

    private Path directory(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    /** Runs a case; returns a description of the first mismatch, or null. */
    private String run(ConformanceCase one, Path directory) throws IOException {
        List<CaseResults.Difference> differences;
        try (CaseWorld world = CaseWorld.within(kernel32, directory);
                CaseRun run = new CaseRun(world, List.of())) {
            differences = CaseResults.differences(one, run.results(one), true);
        }
        assertThat(directory).isEmptyDirectory();
        return differences.isEmpty() ? null : differences.getFirst().toString();
    }

    private void requireNothingLeft(String after) throws IOException {
        assertThat(kernel32.openHandles()).as("handles after %s", after).isZero();
        assertThat(kernel32.regions()).as("regions after %s", after).isZero();
        assertThat(Views.statistics().liveViews()).as("views after %s", after).isZero();
        assertThat(Views.statistics().liveMappings()).as("mappings after %s", after).isZero();
    }

    private void requireNoNames() {
        assertThat(root.resolve("names").toFile().list()).containsExactly("guard");
    }

    /**
     * The resources of this process, according to the system, that belong to this test.
     *
     * @param descriptors open descriptors of files under the test's directory, or of memory files
     * @param maps mapped ranges of them
     */
    private record Resources(List<String> descriptors, List<String> maps) {
        static Resources now(Path root) throws IOException {
            Path self = Path.of("/proc/self");
            if (!Files.isReadable(self.resolve("maps"))) {
                return new Resources(List.of(), List.of());
            }
            List<String> open = new ArrayList<>();
            try (Stream<Path> descriptors = Files.list(self.resolve("fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    try {
                        open.add(Files.readSymbolicLink(descriptor).toString());
                    } catch (NoSuchFileException _) {
                        // The descriptor of the listing itself has been closed.
                    }
                }
            }
            return new Resources(
                    open.stream().filter(name -> isOurs(name, root)).sorted().toList(),
                    Files.readAllLines(self.resolve("maps")).stream()
                            .filter(line -> isOurs(line, root))
                            .map(line -> line.substring(line.indexOf('/')))
                            .sorted()
                            .toList());
        }

        private static boolean isOurs(String name, Path root) {
            return name.contains(root.toString()) || name.contains("/memfd:");
        }
    }
}
