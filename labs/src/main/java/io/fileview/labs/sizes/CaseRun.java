package io.fileview.labs.sizes;

import io.fileview.labs.common.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What came out of one case.
 *
 * @param tried the case
 * @param results what worked and what was refused, in order
 * @param exit the exit code of the JVM
 */
record CaseRun(Case tried, List<Result> results, int exit) {
    private static final int SECONDS = 300;

    /**
     * Something that was tried.
     *
     * @param works whether it worked
     * @param text what it was, or the sentence with which it was refused
     */
    record Result(boolean works, String text) {}

    /** Tries a case in a JVM of its own. */
    static CaseRun of(Case tried, Path place, long number) throws IOException {
        List<Result> results = new ArrayList<>();
        try (ChildJvm child =
                ChildJvm.start(
                        SizeProgram.class,
                        List.of("-Xmx1g", "-XX:ErrorFile=/dev/null"),
                        tried.name(),
                        place,
                        number)
                        .killAfter(SECONDS)) {
            for (String line = child.readLine(); line != null; line = child.readLine()) {
                if (line.startsWith(SizeProgram.WORKS)) {
                    results.add(new Result(true, line.substring(SizeProgram.WORKS.length())));
                } else if (line.startsWith(SizeProgram.REFUSED)) {
                    results.add(new Result(false, line.substring(SizeProgram.REFUSED.length())));
                }
            }
            return new CaseRun(tried, results, child.exitCode(SECONDS));
        }
    }

    boolean ended() {
        return exit == 0;
    }

    long working() {
        return results.stream().filter(Result::works).count();
    }

    /** Returns whether what must come out came out; also true if the case is only shown. */
    boolean isAsExpected() {
        boolean refusalsAreNamed =
                results.stream().allMatch(result -> result.works() || isSentence(result.text()));
        return switch (tried.expected()) {
            case WORKS -> ended() && working() > 0 && working() == results.size();
            case WORKS_IN_PARTS ->
                ended() && working() > 0 && working() < results.size() && refusalsAreNamed;
            case SHOWN -> true;
        };
    }

    /** Returns whether a message names something and says more than the name of an error. */
    private static boolean isSentence(String text) {
        return text.contains(" ") && text.length() > 40 && text.length() < 2_000;
    }
}
