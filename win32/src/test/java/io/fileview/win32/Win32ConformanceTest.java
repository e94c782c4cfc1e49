package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Views;
import io.fileview.win32.CaseResults.Difference;
import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Runs the conformance cases, which record what Windows does. A case of high confidence must pass;
 * others that fail are reported as skipped.
 * {@code -Dfileview.conformance.cases=FILE,FILE} runs other cases.
 */
class Win32ConformanceTest {
    private static final Map<String, int[]> COUNTS = new TreeMap<>();

    @TempDir
    static Path root;

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        return ConformanceCase.all().stream()
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> run(one)));
    }

    /**
     * Some engines, and users without a quota, cannot lock pages; then these cases prove nothing.
     */
    private static boolean canLock() throws IOException {
        try (CaseWorld world = world()) {
            Kernel32 kernel32 = world.kernel32;
            Address page =
                    kernel32.virtualAlloc(null, 4096, WinNt.MEM_COMMIT, WinNt.PAGE_READWRITE);
            return kernel32.virtualLock(page, 4096);
        }
    }

    /** Windows itself knows the sections of other processes. */
    private static KnownDifferences known() throws IOException {
        return KnownDifferences.parse(
                WindowsFunction.ON_WINDOWS
                        ? List.of()
                        : ConformanceCase.lines("known-simulated.jsonl"));
    }

    private static CaseWorld world() throws IOException {
        return new CaseWorld(
                Files.createDirectories(root.resolve("files")),
                root.resolve("names"),
                CaseWorld.engine());
    }

    private static void run(ConformanceCase one) throws IOException {
        Assumptions.assumeTrue(
                !one.calls("VirtualLock") || canLock(), "pages cannot be locked on this machine");
        for (String need : one.needs()) {
            Assumptions.assumeTrue(CaseNeeds.isMetBySimulation(need), CaseNeeds.reason(need));
        }
        String problem = problem(one);
        String row = one.function() + " " + one.confidence();
        COUNTS.computeIfAbsent(row, key -> new int[2])[problem == null ? 0 : 1]++;
        if (problem != null && one.confidence().equals("high")) {
            throw new AssertionError(problem);
        }
        if (problem != null) {
            System.out.println(one.confidence() + " " + one.id() + ": " + problem);
            throw new TestAbortedException(problem);
        }
    }

    private static String problem(ConformanceCase one) throws IOException {
        List<Difference> differences;
        List<Object> second = SecondProcess.simulated(root.resolve("names"), CaseWorld.engine());
        try (CaseWorld world = world(); CaseRun run = new CaseRun(world, second)) {
            differences = CaseResults.differences(one, run.results(one), true);
        }
        List<String> surprises = known().surprises(one.id(), differences);
        if (!surprises.isEmpty()) {
            return surprises.getFirst();
        }
        requireNothingLeft(root.resolve("files"), root.resolve("names"));
        return null;
    }

    private static void requireNothingLeft(Path directory, Path names) throws IOException {
        assertThat(Views.statistics().liveViews()).as("views left").isZero();
        assertThat(Views.statistics().liveMappings()).as("mappings left").isZero();
        assertThat(directory).isEmptyDirectory();
        if (Files.exists(names)) {
            try (Stream<Path> files = Files.list(names)) {
                List<String> left = files.map(file -> file.getFileName().toString()).toList();
                assertThat(left).as("names left").containsExactly("guard");
            }
        }
    }

    @AfterAll
    static void report() {
        int passed = 0;
        int failed = 0;
        System.out.printf("%-34s %6s %6s%n", "function and confidence", "passed", "failed");
        for (Map.Entry<String, int[]> row : COUNTS.entrySet()) {
            int[] counts = row.getValue();
            System.out.printf("%-34s %6d %6d%n", row.getKey(), counts[0], counts[1]);
            passed += counts[0];
            failed += counts[1];
        }
        System.out.println(passed + " passed, " + failed + " failed");
    }
}
