package io.fileview.labs.sizes;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What must become of an attempt.
 *
 * @param attempt the attempt
 * @param sentence what must be in the sentence with which it is refused; null if it must work
 * @param areas how many mappings a process must be allowed to have so that it works all the same
 */
record Expectation(Attempt attempt, @Nullable Pattern sentence, long areas) {
    private static final int LONGEST = 2_000;

    static Expectation works(Attempt attempt) {
        return new Expectation(attempt, null, 0);
    }

    /** Refused with the type of an exception and a sentence that names the file. */
    static Expectation refused(Attempt attempt, String type, String sentence) {
        return refusedBelow(Long.MAX_VALUE, attempt, type, sentence);
    }

    /** The same where vm.max_map_count is less; where it is not, the attempt must work. */
    static Expectation refusedBelow(long areas, Attempt attempt, String type, String sentence) {
        return new Expectation(attempt, Pattern.compile("^" + type + ": .*" + sentence), areas);
    }

    boolean mustWork(long limit) {
        return sentence == null || limit >= areas;
    }

    /**
     * Tells whether a result is the one that must come out.
     *
     * @param result the result of the attempt
     * @param file what the sentence must name
     * @param limit vm.max_map_count
     */
    boolean isMetBy(CaseRun.Result result, String file, long limit) {
        if (sentence == null || limit >= areas) {
            return result.works();
        }
        String text = result.text();
        return !result.works()
                && text.contains(file)
                && text.length() <= LONGEST
                && sentence.matcher(text).find();
    }
}
