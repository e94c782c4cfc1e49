package io.fileview.labs.windows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs {@code UnmapRace}, which is a program of the library's tests: threads check each value that they
 * read through views which others unmap. In the control one thread writes wrong values.
 */
final class RaceRun {
    private static final long VALUES = 1_000_000_000;
    private static final long VALUES_OF_SHORT_FORM = 2_000_000;
    private static final int SECONDS = 60;
    private static final int SECONDS_OF_SHORT_FORM = 5;
    private static final int SECONDS_TO_SPARE = 700;
    private static final int FOUND_WRONG = 1;
    private static final Pattern READ =
            Pattern.compile("read (\\d+), .*unmapped (\\d+), .* wrong (\\d+)");

    private final LabRun run;

    RaceRun(LabRun run) {
        this.run = run;
    }

    void run() throws IOException {
        run.built("core/target/test-classes/io/fileview/UnmapRace.class");
        String classPath =
                run.prefix().install(run.built("core/target/classes"), "lib/core") + ";"
                        + run.prefix().install(run.built("core/target/test-classes"),
                                "lib/core-tests");
        long wanted = run.isBrief() ? VALUES_OF_SHORT_FORM : VALUES;
        int seconds = run.isBrief() ? SECONDS_OF_SHORT_FORM : SECONDS;
        long read = 0;
        long unmapped = 0;
        long wrong = 0;
        int races = 0;
        String collector = "";
        String bad = "";
        while (read < wanted && bad.isEmpty()) {
            collector = races % 2 == 0 ? "-XX:+UseG1GC" : "-XX:+UseZGC";
            WindowsJvm.Ended ended = race(classPath, collector, seconds);
            Matcher figures = READ.matcher(String.join(" ", ended.lines()));
            if (!figures.find() || !ended.isGood()) {
                bad = ended.words();
                break;
            }
            long inThisRace = Long.parseLong(figures.group(1));
            if (inThisRace == 0) { // then it would go on for ever
                bad = "a race ended without a value";
                break;
            }
            read += inThisRace;
            unmapped += Long.parseLong(figures.group(2));
            wrong += Long.parseLong(figures.group(3));
            races++;
        }
        run.add(
                new Row(
                        Part.RACE.title(),
                        "values read while others unmap",
                        read,
                        bad.isEmpty() && wrong == 0 ? Shown.HELD : Shown.BROKEN,
                        "wrong " + wrong + ", views unmapped " + unmapped + ", in " + races
                                + " JVMs with G1 and ZGC in turns, crashes "
                                + (bad.isEmpty() ? "0" : "1: " + bad)));
        WindowsJvm.Ended control = race(classPath, "-XX:+UseG1GC", 1, "--control");
        run.add(
                new Row(
                        Part.RACE.title(),
                        "control, one thread writes wrong values",
                        1,
                        foundWrong(control) ? Shown.HELD : Shown.BROKEN,
                        control.lines().isEmpty() ? control.words() : control.lines().getFirst()));
    }

    /** Its exit code alone could also be that of a JVM that did not start. */
    private static boolean foundWrong(WindowsJvm.Ended control) {
        Matcher figures = READ.matcher(String.join(" ", control.lines()));
        return control.exit() == FOUND_WRONG && figures.find()
                && Long.parseLong(figures.group(3)) > 0;
    }

    private WindowsJvm.Ended race(String classPath, String collector, int seconds, String... more)
            throws IOException {
        String directory = "race" + System.nanoTime();
        Path made = Files.createDirectories(run.prefix().work().resolve(directory));
        Object[] arguments = {directory, Part.ENGINE, seconds, more.length > 0 ? more[0] : ""};
        try (WindowsJvm jvm =
                WindowsJvm.start(
                        run.prefix(), "", List.of("-Xmx256m", collector), classPath,
                        "io.fileview.UnmapRace",
                        arguments)) {
            return jvm.await(seconds + SECONDS_TO_SPARE, line -> {});
        } finally {
            io.fileview.labs.common.Directories.delete(made);
        }
    }
}
