package io.fileview.labs.windows;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the cases of {@code io.fileview.win32} on the functions of the system instead of simulated ones. */
final class Win32Run {
    private static final Pattern SUMMARY =
            Pattern.compile(
                    "(\\S+): agreed (\\d+), differing as known (\\d+), differing otherwise (\\d+).*");

    private final LabRun run;

    Win32Run(LabRun run) {
        this.run = run;
    }

    void run() throws IOException {
        WindowsJvm.Ended ended;
        try (WindowsJvm jvm =
                WindowsJvm.start(
                        run.prefix(),
                        "checkout/win32",
                        List.of(),
                        new InstalledModule(run, "win32").classPath(),
                        "io.fileview.win32.NativeCases")) {
            ended = jvm.await(Part.LONG, line -> {});
        }
        String last = ended.lines().isEmpty() ? "" : ended.lines().getLast();
        Matcher summary = SUMMARY.matcher(last);
        boolean counted = summary.matches();
        run.add(
                new Row(
                        Part.WIN32.title(),
                        "cases on the functions of the system",
                        counted ? Long.parseLong(summary.group(2)) : 0,
                        counted && ended.isGood() && summary.group(4).equals("0")
                                && !summary.group(2).equals("0")
                                        ? Shown.HELD
                                        : Shown.BROKEN,
                        counted ? last : ended.words()));
        if (counted) {
            ended.lines().stream()
                    .filter(line -> line.contains("skipped"))
                    .filter(line -> !line.equals(last))
                    .forEach(line -> run.note("win32: " + line));
        }
    }
}
