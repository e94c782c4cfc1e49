package io.fileview.labs.windows;

import io.fileview.labs.common.CannotRunException;
import io.fileview.labs.common.JunitReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs the test of {@code fileview.cmd}, which starts Windows programs itself and runs on Linux. */
final class NamesRun {
    private static final String TEST = "io.fileview.cli.FileviewCmdTest";

    private final LabRun run;

    NamesRun(LabRun run) {
        this.run = run;
    }

    void run() throws IOException {
        Path cli = run.built("cli/target/test-classes");
        if (!Files.exists(cli.resolve(TEST.replace('.', '/') + ".class"))) {
            throw new CannotRunException(
                    "there is no " + TEST + " among the tests of the command line");
        }
        Path reports = Files.createDirectories(run.prefix().work().resolve("reports/names"));
        String classPath =
                String.join(
                        ":",
                        cli.toString(),
                        run.built("cli/target/classes").toString(),
                        InstalledModule.console(run).toString(),
                        Files.readString(run.built("cli/" + InstalledModule.LIST)).strip());
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dfileview.wine=" + run.prefix().folder(),
                        "-cp",
                        classPath,
                        "org.junit.platform.console.ConsoleLauncher",
                        "execute",
                        "--details=none",
                        "--disable-banner",
                        "--reports-dir=" + reports,
                        "--select-class=" + TEST);
        WindowsJvm.Ended ended;
        try (WindowsJvm jvm =
                WindowsJvm.start(run.prefix(), command, run.checkout().resolve("cli"))) {
            ended = jvm.await(Part.LONG, line -> {});
        }
        Path report = reports.resolve("TEST-junit-jupiter.xml");
        if (!Files.exists(report)) {
            run.add(new Row(Part.NAMES.title(), TEST, 0, Shown.BROKEN, ended.words()));
            return;
        }
        List<JunitReport.Result> results = JunitReport.read(report);
        long passed = count(results, JunitReport.State.PASSED);
        long failed = count(results, JunitReport.State.FAILED);
        run.add(
                new Row(
                        Part.NAMES.title(),
                        "commands through fileview.cmd with names of all kinds",
                        results.size(),
                        passed > 0 && failed == 0
                                ? Shown.HELD
                                : passed + failed == 0 ? Shown.NOT_RUN : Shown.BROKEN,
                        "passed " + passed + ", skipped "
                                + count(results, JunitReport.State.SKIPPED)
                                + ", failed " + failed));
        for (JunitReport.Result result : results) {
            if (result.state() != JunitReport.State.PASSED) {
                run.note(result.state() + ", names: " + result.name() + ": " + result.words());
            }
        }
    }

    private static long count(List<JunitReport.Result> results, JunitReport.State state) {
        return results.stream().filter(result -> result.state() == state).count();
    }
}
