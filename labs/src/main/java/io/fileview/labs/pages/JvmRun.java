package io.fileview.labs.pages;

import io.fileview.labs.common.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one JVM did.
 *
 * @param mode how it ran its code
 * @param collector its garbage collector
 * @param truncated how accesses to the truncated file were reported
 * @param corrupted how accesses to the corrupted file were reported
 * @param raw the control: how raw accesses to the truncated file were reported
 * @param good how good pages of both files compared
 * @param compiled the methods of guarded access that were compiled in the mode
 * @param crashed whether the JVM ended before it had printed everything
 */
record JvmRun(
        Mode mode,
        String collector,
        Reported truncated,
        Reported corrupted,
        Reported raw,
        Compared good,
        Set<String> compiled,
        boolean crashed) {
    private static final int CONTROL_ACCESSES = 40_000;
    private static final int SECONDS = 1_200;
    private static final Pattern COMPILED =
            Pattern.compile("\\s([1-4])\\s+io\\.fileview\\.(?:\\w+\\.)*PageAccess::(\\w+) \\(");

    private static final Set<String> MUST_BE_COMPILED =
            Set.of(
                    "loadSmall", "loadInt", "loadLong", "storeSmall", "storeInt", "storeLong",
                    "toArray", "fromArray", "toSegment", "fromSegment", "fill");

    /** How a JVM runs its code. */
    enum Mode {
        INTERPRETED("interpreted", "-Xint", 0, 10),
        C1("C1", "-XX:TieredStopAtLevel=1", 1, 4_000),
        C2("C2", "-XX:TieredStopAtLevel=4", 4, 25_000);

        private final String title;
        private final String option;
        private final int level;
        private final int goodAccesses;

        Mode(String title, String option, int level, int goodAccesses) {
            this.title = title;
            this.option = option;
            this.level = level;
            this.goodAccesses = goodAccesses;
        }

        String title() {
            return title;
        }
    }

    /** Runs a JVM; without a corrupted file where that is null. */
    static JvmRun of(
            Mode mode,
            String collector,
            Path directory,
            @Nullable CorruptedFile corrupted,
            long accesses,
            long seed)
            throws IOException {
        Path truncated = directory.resolve("truncated");
        Files.write(truncated, CorruptedFile.contentFor(seed));
        if (corrupted != null) {
            corrupted.restore(seed);
        }
        Path log = directory.resolve("compilations");
        List<String> options =
                List.of(
                        "-XX:-UseSerialGC",
                        "-XX:+Use" + collector + "GC",
                        mode.option,
                        "-Xbatch", // So that a busy machine compiles the same methods.
                        "-Xlog:jit+compilation=debug:file=" + log + "::filecount=0");
        Map<String, String> lines = new TreeMap<>();
        boolean ended;
        long onCorrupted = corrupted == null ? 0 : accesses / 4;
        try (ChildJvm child =
                ChildJvm.start(
                        PageErrorProgram.class,
                        options,
                        truncated,
                        corrupted == null ? PageErrorProgram.NONE : corrupted.path(),
                        accesses - onCorrupted,
                        onCorrupted,
                        mode.goodAccesses,
                        CONTROL_ACCESSES,
                        seed)
                        .killAfter(SECONDS)) {
            for (String line = child.readLine(); line != null; line = child.readLine()) {
                String[] words = line.split(" ", 2);
                lines.put(words[0], words[1]);
            }
            ended = child.exitCode(SECONDS) == 0;
        }
        return new JvmRun(
                mode,
                collector,
                reported(lines.get("truncated")),
                reported(lines.get("corrupted")),
                reported(lines.get("raw")),
                compared(lines.get("good-truncated"))
                        .plus(compared(lines.get("good-corrupted"))),
                compiled(log, mode),
                !ended || !lines.containsKey("raw"));
    }

    private static Reported reported(@Nullable String line) {
        return line == null ? Reported.NONE : Reported.parse(line);
    }

    private static Compared compared(@Nullable String line) {
        return line == null ? Compared.NONE : Compared.parse(line);
    }

    private static Set<String> compiled(Path log, Mode mode) throws IOException {
        Set<String> methods = new TreeSet<>();
        for (String line : Files.readAllLines(log)) {
            Matcher method = COMPILED.matcher(line);
            if (method.find() && Integer.parseInt(method.group(1)) == mode.level) {
                methods.add(method.group(2));
            }
        }
        return methods;
    }

    String title() {
        return mode.title() + ", " + collector;
    }

    Reported guarded() {
        return truncated.plus(corrupted);
    }

    /** Tells whether the code that was to be tried ran in the mode. */
    boolean ranInMode() {
        return mode == Mode.INTERPRETED
                ? compiled.isEmpty()
                : compiled.containsAll(MUST_BE_COMPILED);
    }
}
