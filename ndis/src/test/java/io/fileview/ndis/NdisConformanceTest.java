package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * Runs the conformance cases about NDIS, which record what Windows does. {@code
 * -Dfileview.conformance.cases=FILE,FILE} runs other cases. Only a case of high confidence fails
 * the build; others that fail are reported as skipped.
 */
@TestInstance(Lifecycle.PER_CLASS)
class NdisConformanceTest {
    private static final String FILES = System.getProperty("fileview.conformance.cases", "");
    private static final String ENGINE = System.getProperty("fileview.test.engine", "auto");

    @TempDir
    private Path directory;

    private final Map<String, int[]> counts = new TreeMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private int notHere;

    @TestFactory
    List<DynamicTest> casesOfWindows() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (ConformanceCase conformanceCase : cases()) {
            if (!conformanceCase.isAboutNdis()) {
                continue;
            }
            if (CaseRun.canRun(conformanceCase)) {
                tests.add(
                        DynamicTest.dynamicTest(
                                conformanceCase.id(), () -> run(conformanceCase)));
            } else {
                notHere++;
            }
        }
        return tests;
    }

    static List<ConformanceCase> cases() throws IOException {
        if (FILES.isEmpty()) {
            return ConformanceCase.inResource("/cases-open.jsonl");
        }
        List<ConformanceCase> cases = new ArrayList<>();
        StringTokenizer files = new StringTokenizer(FILES, "," + File.pathSeparator);
        while (files.hasMoreTokens()) {
            cases.addAll(ConformanceCase.inFile(Path.of(files.nextToken().strip())));
        }
        return cases;
    }

    private void run(ConformanceCase conformanceCase) throws IOException {
        HeldResources before = HeldResources.now();
        try (CaseRun caseRun = new CaseRun(Files.createTempDirectory(directory, "case"), ENGINE)) {
            caseRun.run(conformanceCase);
        } catch (AssertionError | RuntimeException | IOException failure) {
            failures.add(
                    conformanceCase.confidence()
                            + " "
                            + conformanceCase.id()
                            + ": "
                            + String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
            count(conformanceCase, 1);
            if (conformanceCase.confidence().equals("high")) {
                throw failure;
            }
            throw new TestAbortedException(
                    "not of high confidence, and failed: " + failure.getMessage(), failure);
        }
        count(conformanceCase, 0);
        assertThat(HeldResources.now()).as("resources afterwards").isEqualTo(before);
    }

    private synchronized void count(ConformanceCase conformanceCase, int column) {
        String row =
                "%-16s %-18s"
                        .formatted(conformanceCase.function(), conformanceCase.confidence());
        counts.computeIfAbsent(row, _ -> new int[2])[column]++;
    }

    @AfterAll
    void printTable() {
        System.out.println("function         confidence         passed failed");
        counts.forEach(
                (row, count) -> System.out.println(row + "%7d%7d".formatted(count[0], count[1])));
        failures.forEach(failure -> System.out.println("failed: " + failure));
        if (notHere > 0) {
            System.out.println(notHere + " cases omitted, because they also call Win32 functions");
        }
        System.out.println(
                counts.values().stream().mapToInt(count -> count[0]).sum()
                        + " passed, "
                        + counts.values().stream().mapToInt(count -> count[1]).sum()
                        + " failed");
    }
}
