package io.fileview.labs.cluster;

import io.fileview.labs.common.JunitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the tests of the library on its Linux engine, with all their files on one file system. */
final class CoreTests {
    private static final int TIMEOUT_MINUTES = 15;

    private static final String WRITTEN_THROUGH =
            "FUSE passes on what is written by write(2) at once, so that no page becomes dirty";
    private static final String WRITTEN_EARLY =
            "btrfs may write pages before they are flushed, and the whole file when a part of it is"
                    + " flushed, so that they are clean when the test inspects them";
    private static final String WRITTEN_AT_UNMAP =
            "FUSE writes the dirty pages of a mapping when it is unmapped, so that they are clean when"
                    + " the test inspects them";
    private static final String RANGE_ONLY = "FlushingTest.whatLiesOutsideOfTheRangeStaysDirty";
    private static final String SHARED_CHANGES =
            "SeeingWithoutRightsTest.ofAFileThatMayBeWrittenResidencyAndChangesAreKnown";
    private static final String OWN_CHANGES =
            "SeeingWithoutRightsTest.ofAFileThatIsOnesOwnResidencyAndChangesAreKnown";

    /** Tests that a technology cannot pass, or not always, and why; they run all the same. */
    private static final Map<String, Map<String, String>> NOT_GIVEN =
            Map.of(
                    "btrfs",
                    Map.of(
                            RANGE_ONLY, WRITTEN_EARLY,
                            SHARED_CHANGES, WRITTEN_EARLY,
                            OWN_CHANGES, WRITTEN_EARLY),
                    "glusterfs",
                    Map.of(
                            RANGE_ONLY, WRITTEN_THROUGH,
                            SHARED_CHANGES, WRITTEN_THROUGH,
                            OWN_CHANGES, WRITTEN_THROUGH,
                            "FlushingTest.whatWasWaitedForIsClean", WRITTEN_THROUGH,
                            "FlushingTest.aReadOnlyViewFlushesWhatOthersWrote", WRITTEN_THROUGH,
                            "SeeingChangesTest.aWriteByOtherMeansMakesThePageDirtyToo",
                            WRITTEN_THROUGH,
                            "FlushRepairRangesTest.cachedPagesBecomeDirtyAndNoOthers",
                            WRITTEN_AT_UNMAP));

    private final Place place;
    private final Path root;

    /**
     * @param root the checkout, with the tests compiled, their class path beside them and, in
     *     labs/target/core-tests, JUnit's console
     */
    CoreTests(Place place, Path root) {
        this.place = place;
        this.root = root;
    }

    Verdict run() throws IOException {
        Path reports = Files.createTempDirectory("fileview-core-tests");
        try {
            int exit = runJvm(reports);
            Path report = reports.resolve("TEST-junit-jupiter.xml");
            if (!Files.exists(report)) {
                throw new IOException(
                        "the tests ended with " + exit + " and no report: "
                                + lastLines(reports.resolve("output")));
            }
            return judge(report);
        } finally {
            delete(reports);
        }
    }

    private int runJvm(Path reports) throws IOException {
        Path library = root.resolve("labs/target/core-tests");
        Path temporary = Files.createDirectories(place.directory().resolve("core-tests"));
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dfileview.test.engine=linux",
                        "-cp",
                        classPath(library),
                        "org.junit.platform.console.ConsoleLauncher",
                        "execute",
                        "--scan-classpath=" + root.resolve("core/target/test-classes"),
                        "--exclude-tag=soak",
                        "--details=none",
                        "--disable-banner",
                        "--reports-dir=" + reports);
        try (Undo undo = new Undo()) {
            Process process =
                    new ProcessBuilder(command)
                            .directory(root.resolve("core").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(reports.resolve("output").toFile())
                            .start();
            undo.later("end the tests", () -> process.destroyForcibly().onExit().join());
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("the tests did not end within " + TIMEOUT_MINUTES + " min");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait for the tests was interrupted", e);
        }
    }

    /** The console launcher contains JUnit; a file lists what else the tests need. */
    private String classPath(Path library) throws IOException {
        List<String> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(library)) {
            files.map(Path::toString).filter(name -> name.endsWith(".jar")).forEach(entries::add);
        }
        entries.add(root.resolve("core/target/classes").toString());
        entries.add(root.resolve("core/target/test-classes").toString());
        Arrays.stream(
                Files.readString(root.resolve("core/target/lab-classpath")).strip().split(":"))
                .filter(entry -> !entry.matches(".*/(org/junit|org/opentest4j|org/apiguardian)/.*"))
                .forEach(entries::add);
        return String.join(":", entries);
    }

    private Verdict judge(Path report) throws IOException {
        Map<String, String> known = NOT_GIVEN.getOrDefault(place.technology().title(), Map.of());
        int passed = 0;
        List<String> skipped = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        Map<String, List<String>> notGiven = new LinkedHashMap<>();
        for (JunitReport.Result test : JunitReport.read(report)) {
            String named = test.name() + " (" + test.words() + ")";
            switch (test.state()) {
                case PASSED -> passed++;
                case SKIPPED -> skipped.add(named);
                case FAILED -> {
                    if (known.containsKey(test.name())) {
                        notGiven.computeIfAbsent(known.get(test.name()),
                                reason -> new ArrayList<>())
                                .add(test.name());
                    } else {
                        failed.add(named);
                    }
                }
            }
        }
        String counts =
                passed + " passed, " + failed.size() + " failed, " + skipped.size() + " skipped";
        if (!skipped.isEmpty()) {
            counts += ": " + String.join(", ", skipped);
        }
        if (!failed.isEmpty() || passed == 0) {
            return Verdict.failed(counts + "; failed: " + String.join(", ", failed));
        }
        if (notGiven.isEmpty()) {
            return Verdict.held(counts);
        }
        StringBuilder reasons = new StringBuilder();
        notGiven.forEach(
                (reason, names) -> reasons.append("; ")
                        .append(names.size())
                        .append(" not given: ")
                        .append(reason)
                        .append(" (")
                        .append(String.join(", ", new TreeSet<>(names)))
                        .append(')'));
        return Verdict.notGiven(counts + reasons);
    }

    private static String lastLines(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output);
        return String.join(" ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
