package io.fileview.labs.pages;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a JVM's log of compilations, and of inlining where that is logged too, tells about the methods
 * that access pages.
 *
 * @param compiled the methods that were compiled by themselves at the wanted level
 * @param inHandles the methods that were compiled at that level as a part of the method handle that
 *     calls them
 * @param inCallers the methods that were inlined into anything else, with what that is; there the
 *     error of a bad page would come late
 */
record CompilationLog(Set<String> compiled, Set<String> inHandles, Set<String> inCallers) {
    private static final Pattern COMPILATION =
            Pattern.compile(
                    "^\\[(\\d+)\\]\\[jit,compilation *\\]\\s.*?\\s(?:([1-4])\\s+)?(\\S+)::(\\S+)"
                            + " (?:@ -?\\d+ )?\\(\\d+ bytes\\)$");
    private static final Pattern INLINED =
            Pattern.compile(
                    "^\\[(\\d+)\\]\\[jit,inlining *\\]\\s+@ \\d+\\s+(\\S+)::(\\S+)"
                            + " \\(\\d+ bytes\\)\\s+(?:force )?inline\\b.*$");
    private static final Pattern OPERATIONS = Pattern.compile(".*\\.(Page|Loop)Operations");
    private static final String HANDLE = "java.lang.invoke.LambdaForm$";

    private record Compilation(String owner, String method, boolean isWanted) {}

    /** Returns the option with which a JVM writes such a log; of inlining too if that is wanted. */
    static String option(Path log, boolean inlining) {
        return "-Xlog:jit+compilation=debug" + (inlining ? ",jit+inlining=debug" : "") + ":file="
                + log + ":tid,tags:filecount=0";
    }

    /**
     * Reads a log.
     *
     * @param level the level of compilation that counts; null for a JVM without levels
     */
    static CompilationLog read(Path log, @Nullable Integer level) throws IOException {
        CompilationLog found =
                new CompilationLog(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
        Map<String, Compilation> current = new HashMap<>(); // of each thread
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher compilation = COMPILATION.matcher(line);
                if (compilation.matches()) {
                    current.put(
                            compilation.group(1), found.compilation(compilation, level));
                    continue;
                }
                Matcher inlined = INLINED.matcher(line);
                if (inlined.matches() && isOfOperations(inlined.group(2))) {
                    found.inlined(inlined.group(3), current.get(inlined.group(1)));
                }
            }
        }
        return found;
    }

    private Compilation compilation(Matcher line, @Nullable Integer level) {
        String logged = line.group(2);
        boolean isWanted =
                level == null
                        ? logged == null
                        : logged != null && Integer.parseInt(logged) == level;
        if (isWanted && isOfOperations(line.group(3))) {
            compiled.add(line.group(4));
        }
        return new Compilation(line.group(3), line.group(4), isWanted);
    }

    private static boolean isOfOperations(String owner) {
        return OPERATIONS.matcher(owner).matches();
    }

    private void inlined(String method, @Nullable Compilation into) {
        if (into == null || isOfOperations(into.owner)) {
            return;
        }
        if (!into.owner.startsWith(HANDLE)) {
            inCallers.add(method + " in " + into.owner + "::" + into.method);
        } else if (into.isWanted) {
            inHandles.add(method);
        }
    }
}
