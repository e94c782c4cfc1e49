package io.fileview.labs.windows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code real.cmd} as a person would, with Wine's cmd.exe. */
final class RealRun {
    private static final String DIRECTORY = "real";

    private final LabRun run;

    RealRun(LabRun run) {
        this.run = run;
    }

    void run() throws IOException {
        Path directory = Files.createDirectories(run.prefix().work().resolve(DIRECTORY));
        Path jar = LabRun.placeOf(LabRun.class);
        List<Row> rows = new ArrayList<>();
        WindowsJvm.Ended ended;
        boolean hasJar = Files.isRegularFile(jar);
        if (hasJar) {
            run.prefix().install(jar, DIRECTORY + "/fileview-labs.jar");
            run.prefix().install(run.built("labs/windows/real.cmd"), DIRECTORY + "/real.cmd");
            ended =
                    collect(
                            WindowsJvm.start(
                                    run.prefix(), run.prefix().cmd(DIRECTORY, "call real.cmd")),
                            rows);
        } else { // in the tests, which run before there is a jar
            ended =
                    collect(
                            WindowsJvm.start(
                                    run.prefix(), DIRECTORY, List.of(), run.programs(),
                                    RealProgram.class.getName(), "work", "fileview-report.txt",
                                    RealProgram.NONE,
                                    RealProgram.NONE, RealProgram.NONE),
                            rows);
        }
        rows.forEach(run::add);
        boolean isReported = Files.exists(directory.resolve("fileview-report.txt"));
        run.add(
                new Row(
                        Part.REAL.title(),
                        (hasJar ? "real.cmd" : "what real.cmd starts")
                                + " ran to its end and wrote its report",
                        rows.size(),
                        ended.isGood() && isReported && !rows.isEmpty() ? Shown.HELD : Shown.BROKEN,
                        ended.isGood() ? "rows " + rows.size() : ended.words()));
    }

    private static WindowsJvm.Ended collect(WindowsJvm jvm, List<Row> rows) throws IOException {
        try (jvm) {
            return jvm.await(
                    Part.LONG,
                    line -> {
                        if (Row.isRow(line)) {
                            rows.add(Row.parse(line));
                        }
                    });
        }
    }
}
