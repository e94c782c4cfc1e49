package io.fileview.labs.windows;

import io.fileview.labs.common.JunitReport;
import io.fileview.labs.common.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs the tests of a module of the checkout on the Windows JVM, a few classes in each JVM. */
final class Suites {
    /** All suites: a module and an engine each. */
    static final List<String> ALL =
            List.of("core-windows", "cli-windows", "core-portable", "cli-portable");

    private static final int CLASSES = 10;
    private static final long SECONDS_A_TEST = 600;

    /** A test may have a limit of its own, which must end first, so that it is this test that fails. */
    private static final long SECONDS_OF_A_LONG_TEST = 900;

    private static final int REASONS = 60;

    /** Wine is slow at what a test does thousands of times. */
    private static final int PATIENCE = 4;

    private static final int ONE_OF = 4;

    private final LabRun run;
    private final String module;
    private final String engine;
    private final String classPath;
    private final List<JunitReport.Result> results = new ArrayList<>();
    private final List<String> died = new ArrayList<>();
    private int number;

    private Suites(LabRun run, String module, String engine) throws IOException {
        this.run = run;
        this.module = module;
        this.engine = engine;
        this.classPath = new InstalledModule(run, module).classPath();
    }

    /** Runs the suites that were selected, in the short form some classes of the library. */
    static void run(LabRun run) throws IOException {
        for (String name : run.suites()) {
            int engine = name.indexOf('-') + 1;
            String module = name.substring(0, engine - 1);
            if (run.isBrief() && !module.equals("core")) {
                continue;
            }
            Suites suite = new Suites(run, module, name.substring(engine));
            suite.runClasses(suite.classes());
            suite.report();
        }
        run.note(
                "of the combinations of CommitErrnoTest, which runs in memory, one of " + ONE_OF
                        + " was tried");
    }

    private List<String> classes() throws IOException {
        Path tests = run.built(module + "/target/test-classes");
        try (Stream<Path> files = Files.walk(tests)) {
            return files.map(file -> tests.relativize(file).toString())
                    .filter(name -> name.endsWith("Test.class") && !name.contains("$"))
                    .filter(name -> !run.isBrief() || ShortSuite.has(name))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    private void runClasses(List<String> classes) throws IOException {
        try (Progress progress =
                new Progress("classes of " + module + ", " + engine, classes.size())) {
            for (int from = 0; from < classes.size(); from += CLASSES) {
                List<String> some = classes.subList(from, Math.min(from + CLASSES, classes.size()));
                if (!runJvm(some)) {
                    for (String one : some) { // to learn which of them it was
                        if (!runJvm(List.of(one))) {
                            died.add(one);
                        }
                    }
                }
                some.forEach(progress::step);
            }
        }
    }

    /** Returns whether the JVM came to its end. */
    private boolean runJvm(List<String> classes) throws IOException {
        String name = "reports/" + module + "-" + engine + "-" + number++;
        Path reports = Files.createDirectories(run.prefix().work().resolve(name));
        List<Object> arguments =
                new ArrayList<>(
                        List.of(
                                "execute", "--exclude-tag=soak", "--details=none",
                                "--disable-banner",
                                "--config=junit.jupiter.execution.timeout.default="
                                        + SECONDS_A_TEST + " s",
                                "--config=junit.jupiter.execution.timeout.thread.mode.default=SEPARATE_THREAD",
                                // So that tests for one engine alone are skipped with this reason.
                                "--config=junit.jupiter.extensions.autodetection.enabled=true",
                                "--reports-dir=" + WinePrefix.onWindows(Path.of(name))));
        classes.forEach(one -> arguments.add("--select-class=" + one));
        WindowsJvm.Ended ended;
        try (WindowsJvm jvm =
                WindowsJvm.start(
                        run.prefix(),
                        "checkout/" + module,
                        List.of("-Xmx1g", "-Dfileview.test.engine=" + engine,
                                "-Dfileview.test.patience=" + PATIENCE,
                                "-Dfileview.errno.one-of=" + ONE_OF,
                                "-Dfile.encoding=UTF-8"),
                        classPath,
                        "org.junit.platform.console.ConsoleLauncher",
                        arguments.toArray())) {
            ended = jvm.await(SECONDS_OF_A_LONG_TEST + 60L * classes.size(), line -> {});
        }
        Path report = reports.resolve("TEST-junit-jupiter.xml");
        if (ended.tookTooLong() || !Files.exists(report)) {
            if (classes.size() == 1) {
                died.add(classes.getFirst() + " (" + ended.words() + ")");
                return true;
            }
            return false;
        }
        results.addAll(JunitReport.read(report));
        return true;
    }

    private void report() {
        long passed = count(JunitReport.State.PASSED);
        long skipped = count(JunitReport.State.SKIPPED);
        long failed = count(JunitReport.State.FAILED);
        String title = module + ", engine " + engine;
        run.add(
                new Row(
                        Part.SUITES.title(),
                        title,
                        results.size(),
                        failed == 0 && died.isEmpty() && passed > 0 ? Shown.HELD : Shown.BROKEN,
                        "passed " + passed + ", skipped " + skipped + ", failed " + failed
                                + ", JVMs that died or hung " + died.size()
                                + (died.isEmpty() ? "" : ": " + String.join(", ", died))));
        Map<String, Integer> reasons = new TreeMap<>();
        for (JunitReport.Result result : results) {
            if (result.state() == JunitReport.State.SKIPPED) {
                reasons.merge(result.words(), 1, Integer::sum);
            } else if (result.state() == JunitReport.State.FAILED) {
                run.note("failed, " + title + ": " + result.name() + ": " + result.words());
            }
        }
        reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(REASONS)
                .forEach(one -> run
                        .note("skipped, " + title + ": " + one.getValue() + " × " + one.getKey()));
        if (reasons.size() > REASONS) {
            run.note("skipped, " + title + ": " + (reasons.size() - REASONS) + " more reasons");
        }
    }

    private long count(JunitReport.State state) {
        return results.stream().filter(result -> result.state() == state).count();
    }
}
