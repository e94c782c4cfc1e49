package io.fileview.labs.windows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs {@link FaultsProgram} in interpreted and in compiled code. */
final class FaultsRun {
    private static final int FAULTS = 100_000;
    private static final int FAULTS_OF_SHORT_FORM = 3_000;

    private final LabRun run;

    /** How a JVM runs its code, the share of the faults that it gets, and its good accesses of each operation. */
    private record Mode(String title, int percent, int good, List<String> options) {
        static final List<Mode> ALL =
                List.of(
                        new Mode("interpreted", 4, 10, List.of("-Xint")),
                        new Mode("C1", 16, 4_000, List.of("-XX:TieredStopAtLevel=1", "-Xbatch")),
                        new Mode("C2", 80, 12_000, List.of("-Xbatch")));
    }

    FaultsRun(LabRun run) {
        this.run = run;
    }

    void run() throws IOException {
        int faults = run.isBrief() ? FAULTS_OF_SHORT_FORM : FAULTS;
        for (Mode mode : Mode.ALL) {
            if (!run.isBrief() || mode.percent > 50) {
                runIn(mode, run.isBrief() ? faults : faults / 100 * mode.percent);
            }
        }
    }

    private void runIn(Mode mode, int faults) throws IOException {
        List<String> lines = new ArrayList<>();
        WindowsJvm.Ended ended;
        try (WindowsJvm jvm =
                WindowsJvm.start(
                        run.prefix(),
                        "",
                        mode.options,
                        run.programs(),
                        FaultsProgram.class.getName(),
                        Part.ENGINE,
                        "faults-" + mode.title,
                        faults,
                        run.isBrief() ? mode.good / 4 : mode.good,
                        faults / 2,
                        run.seed())) {
            ended = jvm.await(Part.LONG, lines::add);
        }
        long[] bad = numbers(lines, "truncated ");
        long[] good = numbers(lines, "good-truncated ");
        long[] raw = numbers(lines, "raw ");
        boolean complete = ended.isGood() && bad.length == 4 && good.length == 4 && raw.length == 4;
        boolean held =
                complete && bad[0] == faults && bad[1] + bad[2] + bad[3] == 0 && good[1] == 0
                        && good[3] == 0;
        run.add(
                new Row(
                        Part.FAULTS.title(),
                        "guarded accesses to lost pages, " + mode.title,
                        complete ? bad[0] + bad[1] + bad[2] + bad[3] : 0,
                        held ? Shown.HELD : Shown.BROKEN,
                        complete
                                ? "precise " + bad[0] + ", wrong " + bad[1] + ", silent " + bad[2]
                                        + ", late "
                                        + bad[3] + ", crashes 0; good ones compared " + good[0]
                                        + ", different "
                                        + good[1] + ", controls unnoticed " + good[3]
                                : "crashes 1: " + ended.words()));
        if (complete) {
            run.add(
                    new Row(
                            Part.FAULTS.title(),
                            "control, raw accesses to lost pages, " + mode.title,
                            faults / 2,
                            Shown.MEASURED,
                            "precise " + raw[0] + ", silent " + raw[2] + ", late " + raw[3]));
        }
    }

    private static long[] numbers(List<String> lines, String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(
                        line -> Arrays
                                .stream(line.substring(prefix.length()).strip().split(" ", -1))
                                .mapToLong(Long::parseLong)
                                .toArray())
                .orElseGet(() -> new long[0]);
    }
}
