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
 * @param place the file or directory that it was given
 * @param results what worked and what was refused, in order
 * @param exit the exit code of the JVM
 */
record CaseRun(Case tried, Path place, List<Result> results, int exit) {
    private static final int SECONDS = 300;

    /**
     * What came out of an attempt.
     *
     * @param attempt the attempt
     * @param works whether it worked
     * @param text the type of the exception and the sentence with which it was refused; empty if it
     *     worked
     */
    record Result(Attempt attempt, boolean works, String text) {
        private static final String PREFIX = "result\t";

        String line() {
            return PREFIX + attempt + '\t' + works + '\t' + text.replaceAll("\\s+", " ");
        }

        static boolean isResult(String line) {
            return line.startsWith(PREFIX);
        }

        static Result parse(String line) {
            String[] fields = line.split("\t", 4);
            return new Result(
                    Attempt.valueOf(fields[1]), Boolean.parseBoolean(fields[2]), fields[3]);
        }
    }

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
                if (Result.isResult(line)) {
                    results.add(Result.parse(line));
                } else {
                    System.err.println(tried.title() + ": " + line);
                }
            }
            return new CaseRun(tried, place, results, child.exitCode(SECONDS));
        }
    }

    boolean ended() {
        return exit == 0;
    }

    long working() {
        return results.stream().filter(Result::works).count();
    }

    /**
     * Returns what is not as it must be.
     *
     * @param limit vm.max_map_count
     */
    List<String> wrong(long limit) {
        List<String> wrong = new ArrayList<>();
        List<Result> left = new ArrayList<>(results);
        for (Expectation expected : tried.expected()) {
            String title = tried.title() + ": " + expected.attempt().words();
            List<Result> ofAttempt =
                    left.stream().filter(one -> one.attempt() == expected.attempt()).toList();
            left.removeAll(ofAttempt);
            if (ofAttempt.size() != 1) {
                wrong.add(title + ": tried " + ofAttempt.size() + " times, not once");
            }
            for (Result result : ofAttempt) {
                if (!expected.isMetBy(result, place.toString(), limit)) {
                    wrong.add(
                            title + (result.works()
                                    ? " works"
                                    : " is refused with " + result.text())
                                    + ", but must "
                                    + (expected.mustWork(limit)
                                            ? "work"
                                            : "be refused with " + expected.sentence()));
                }
            }
        }
        left.forEach(result -> wrong.add(tried.title() + ": nobody expects " + result));
        if (!ended()) {
            wrong.add(tried.title() + ": the JVM ended with " + exit);
        }
        return wrong;
    }
}
