package io.fileview.labs.pages;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
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
 * @param log what was compiled in the mode
 * @param loops whether many bytes were accessed by loops instead of the JDK's copy methods
 * @param isCompiler whether the compiler said to be the one of the mode, where it says that
 * @param crashed whether the JVM ended before it had printed everything
 */
record JvmRun(
        Mode mode,
        String collector,
        Reported truncated,
        Reported corrupted,
        Reported raw,
        Compared good,
        CompilationLog log,
        boolean loops,
        boolean isCompiler,
        boolean crashed) {
    private static final int CONTROL_ACCESSES = 40_000;
    private static final int SECONDS = 1_200;
    private static final Set<String> MUST_BE_COMPILED =
            Set.of(
                    "loadSmall", "loadInt", "loadLong", "storeSmall", "storeInt", "storeLong",
                    "toArray", "fromArray", "fill");
    private static final Set<String> COPIES = Set.of("toSegment", "fromSegment");
    private static final Set<String> LOOPS = Set.of("toNative", "fromNative", "heap");

    /** How a JVM runs its code. */
    enum Mode {
        INTERPRETED("interpreted", 0, 10, "-Xint"),
        C1("C1", 1, 4_000),
        C2("C2", 4, 25_000),
        C1_INLINING("C1, C1MaxInlineSize=1000", 1, 4_000,
                "-XX:C1MaxInlineSize=1000"),
        C2_INLINING_HOT("C2, FreqInlineSize=1000", 4, 25_000, "-XX:FreqInlineSize=1000"),
        C2_INLINING_ALL("C2, all limits of inlining raised", 4, 25_000, "-XX:FreqInlineSize=8000",
                "-XX:MaxInlineSize=8000", "-XX:InlineSmallCode=20000", "-XX:MaxInlineLevel=50"),
        C2_INLINING_FORCED("C2, CompileCommand=inline", 4, 25_000, "-XX:CompileCommand=quiet",
                "-XX:CompileCommand=inline,io.fileview.*::*"),
        C2_ALONE("C2 without tiers, FreqInlineSize=1000", 4, 25_000, "-XX:-TieredCompilation",
                "-XX:FreqInlineSize=1000"),
        C2_REORDERED("C2, code reordered at random", 4, 25_000, "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+StressLCM", "-XX:+StressGCM", "-XX:FreqInlineSize=1000"),
        GRAAL("Graal", 4, 25_000, "-XX:+UnlockExperimentalVMOptions", "-XX:+EnableJVMCI",
                "-XX:+UseJVMCICompiler", "-XX:+EagerJVMCI", "-Djdk.graal.ShowConfiguration=info");

        private final String title;
        private final int level;
        private final int goodAccesses;
        @SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list
        private final List<String> options;

        Mode(String title, int level, int goodAccesses, String... options) {
            this.title = title;
            this.level = level;
            this.goodAccesses = goodAccesses;
            this.options = List.of(options);
        }

        String title() {
            return title;
        }

        /** Returns the level that the log of compilations has for the mode; C2 without tiers has none. */
        private @Nullable Integer logged() {
            return this == C2_ALONE ? null : level;
        }

        /** Tells whether each collector is tried; the other modes run with G1 alone. */
        boolean isUsual() {
            return this == INTERPRETED || this == C1 || this == C2;
        }
    }

    /**
     * Runs a JVM; without a corrupted file where that is null.
     *
     * @param graal the directory of Graal's jars, which only that mode needs
     * @param loops whether to access many bytes by loops where the JDK's copy methods could be used
     */
    static JvmRun of(
            Mode mode,
            String collector,
            @Nullable Path graal,
            boolean loops,
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
                new ArrayList<>(
                        List.of(
                                "-XX:-UseSerialGC",
                                "-XX:+Use" + collector + "GC",
                                "-Xbatch", // So that a busy machine compiles the same methods.
                                CompilationLog.option(log, mode == Mode.C2_INLINING_FORCED)));
        options.add("-XX:TieredStopAtLevel=" + (mode.level == 1 ? 1 : 4));
        options.addAll(mode.options);
        if (loops) {
            options.add("-Dfileview.guarded.loops=true");
        }
        if (mode == Mode.GRAAL) {
            options.add("--upgrade-module-path=" + Objects.requireNonNull(graal));
        }
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
                CompilationLog.read(log, mode.logged()),
                loops || Processor.current() != Processor.X86_64,
                mode != Mode.GRAAL || lines.getOrDefault("Using", "").contains("Graal"),
                !ended || !lines.containsKey("raw"));
    }

    private static Reported reported(@Nullable String line) {
        return line == null ? Reported.NONE : Reported.parse(line);
    }

    private static Compared compared(@Nullable String line) {
        return line == null ? Compared.NONE : Compared.parse(line);
    }

    String title() {
        return mode.title() + ", " + collector;
    }

    Reported guarded() {
        return truncated.plus(corrupted);
    }

    /** Returns the methods of guarded access that were compiled in the mode. */
    Set<String> compiled() {
        // Forced to, the compiler inlines them into the method handles that call them.
        return mode == Mode.C2_INLINING_FORCED ? log.inHandles() : log.compiled();
    }

    /** Tells whether the code that was to be tried ran in the mode. */
    boolean ranInMode() {
        return isCompiler
                && log.inCallers().isEmpty()
                && (mode == Mode.INTERPRETED
                        ? compiled().isEmpty()
                        : compiled().containsAll(MUST_BE_COMPILED)
                                && compiled().containsAll(loops ? LOOPS : COPIES));
    }
}
