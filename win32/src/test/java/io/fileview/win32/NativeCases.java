package io.fileview.win32;

import io.fileview.win32.CaseResults.Difference;
import io.fileview.windows.WindowsFunction;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs the conformance cases on the functions of Windows, and compares what they tell with the cases
 * and with a file of known differences for this runtime. Exits with 1 if something differs
 * otherwise, and with 2 if this is not Windows.
 *
 * <p>Options: {@code --cases FILE,FILE} runs other cases, {@code --known FILE} compares with other
 * known differences, {@code --write-known FILE} writes those that were found, {@code --only TEXT}
 * runs the cases whose names contain a text.
 */
final class NativeCases {
    private final Path directory;
    private final KnownDifferences known;
    private final PrintStream output;
    private final Map<String, List<String>> skipped = new TreeMap<>();
    private final List<String> surprises = new ArrayList<>();
    private final List<String> found = new ArrayList<>();
    private int agreed;
    private int asKnown;
    private int leftOut;

    NativeCases(Path directory, KnownDifferences known, PrintStream output) {
        this.directory = directory;
        this.known = known;
        this.output = output;
    }

    public static void main(String[] args) throws IOException {
        if (!WindowsFunction.ON_WINDOWS) {
            System.out.println("skipped: the cases run natively on Windows only");
            System.exit(2);
        }
        String only = "";
        Path written = null;
        KnownDifferences known = knownHere();
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--cases" -> System.setProperty("fileview.conformance.cases", args[i + 1]);
                case "--known" ->
                    known = KnownDifferences.parse(Files.readAllLines(Path.of(args[i + 1])));
                case "--write-known" -> written = Path.of(args[i + 1]);
                case "--only" -> only = args[i + 1];
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        String name = only;
        Path directory = Files.createTempDirectory("native-cases");
        NativeCases run = new NativeCases(directory, known, System.out);
        List<ConformanceCase> cases = ConformanceCase.all();
        run.all(cases.stream().filter(one -> one.id().contains(name)).toList());
        run.requireCases(cases);
        Files.delete(directory);
        if (written != null) {
            Files.write(written, run.found);
        }
        run.report();
        System.exit(run.surprises().isEmpty() ? 0 : 1);
    }

    /** What is known of this runtime; nothing if it has not been looked at yet. */
    static KnownDifferences knownHere() throws IOException {
        try (Kernel32 kernel32 = Kernel32.open()) {
            String resource = "known-" + WindowsRuntime.name(kernel32) + ".jsonl";
            boolean there = NativeCases.class.getResource(resource) != null;
            return KnownDifferences.parse(there ? ConformanceCase.lines(resource) : List.of());
        }
    }

    void all(List<ConformanceCase> cases) throws IOException {
        for (ConformanceCase one : cases) {
            run(one);
        }
    }

    /** A known difference of a case that does not exist is stale. */
    void requireCases(List<ConformanceCase> cases) {
        List<String> ids = cases.stream().map(ConformanceCase::id).toList();
        for (String id : known.ids()) {
            if (!ids.contains(id)) {
                surprises.add("the known differences name " + id + ", which is no case");
            }
        }
    }

    private void run(ConformanceCase one) throws IOException {
        for (String need : one.needs()) {
            if (!CaseNeeds.isMetByWindows(need)) {
                skip(one, "needs " + need + ": " + CaseNeeds.reason(need));
                return;
            }
        }
        List<Difference> differences;
        try (CaseWorld world = CaseWorld.ofWindows(directory, CaseWorld.newToken());
                CaseRun run = new CaseRun(world, SecondProcess.ofWindows())) {
            differences = CaseResults.differences(one, run.results(one), false);
            leftOut += run.leftOut();
        } catch (ForeignMemoryException foreign) {
            skip(one, "would meet memory of the JVM or of a library");
            return;
        }
        for (Difference difference : differences) {
            found.add(KnownDifferences.line(difference));
        }
        List<String> here = known.surprises(one.id(), differences);
        if (!here.isEmpty()) {
            surprises.add(String.join("; ", here));
        } else if (differences.isEmpty()) {
            agreed++;
        } else {
            asKnown++;
        }
    }

    private void skip(ConformanceCase one, String reason) {
        skipped.computeIfAbsent(reason, key -> new ArrayList<>()).add(one.id());
        if (known.has(one.id())) {
            surprises.add("the known differences name " + one.id() + ", which was skipped");
        }
    }

    /** Cases that differ otherwise than known, a sentence each. */
    List<String> surprises() {
        return surprises;
    }

    int agreed() {
        return agreed;
    }

    void report() throws IOException {
        surprises.forEach(surprise -> output.println("differs otherwise: " + surprise));
        skipped.forEach((reason, ids) -> output.println("skipped: " + reason + ": " + ids));
        if (leftOut > 0) {
            output.println(
                    "left out: " + leftOut + " steps that tell nothing and would meet memory of the"
                            + " JVM or of a library");
        }
        try (Kernel32 kernel32 = Kernel32.open()) {
            output.printf(
                    "%s: agreed %d, differing as known %d, differing otherwise %d, skipped %d%n",
                    WindowsRuntime.name(kernel32),
                    agreed,
                    asKnown,
                    surprises.size(),
                    skipped.values().stream().mapToInt(List::size).sum());
        }
    }
}
