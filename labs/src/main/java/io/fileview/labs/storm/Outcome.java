package io.fileview.labs.storm;

import io.fileview.labs.storm.Events.Event;
import io.fileview.labs.storm.Events.Kind;
import io.fileview.labs.storm.Scene.Mischief;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The results of one row.
 *
 * @param trial the row
 * @param kills the number of programs that were killed
 * @param commits the number of commits that were promised
 * @param repeated how many of them had a number that had been promised before
 * @param counts the number of events of each kind
 * @param journals how often a writer found a journal
 * @param refused how often a call was refused, by reason
 * @param mischief how often each kind of mischief was done
 * @param leftBefore what was there before each file was opened and closed once more
 * @param leftAfter what was there afterwards
 * @param slowest the longest time of a call, in milliseconds
 * @param problems the first of what went wrong
 */
record Outcome(
        Trial trial,
        int kills,
        long commits,
        long repeated,
        Map<Kind, Integer> counts,
        int journals,
        Map<String, Integer> refused,
        Map<Mischief, Integer> mischief,
        List<String> leftBefore,
        List<String> leftAfter,
        long slowest,
        List<String> problems) {
    private static final int MOST_PROBLEMS = 5;

    /** With so many kills it is no accident if some kind of mischief was never done. */
    private static final int MANY_KILLS = 30;

    static Outcome of(Trial trial, int kills, Scene scene, List<String> before, Path logs)
            throws IOException {
        Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
        Map<String, Integer> refused = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        int journals = 0;
        long slowest = 0;
        for (Event event : new Events(logs).all()) {
            counts.merge(event.kind(), 1, Integer::sum);
            switch (event.kind()) {
                case OPENED -> journals += event.detail().startsWith("with a") ? 1 : 0;
                case READ -> {}
                case REFUSED -> refused.merge(event.detail(), 1, Integer::sum);
                case SLOWEST ->
                    slowest = Math.max(slowest, Long.parseLong(event.detail().split(" ", 2)[0]));
                case MIXED, LOST, HUNG, FAILED -> {
                    problems.add(event.kind() + " " + event.detail());
                }
            }
        }
        problems.sort(Comparator.comparing(line -> line.startsWith(Kind.FAILED.name())));
        long commits = 0;
        long repeated = 0;
        for (int file = 1; file <= Scene.FILES; file++) {
            Acknowledged acknowledged = new Acknowledged(logs, file);
            commits += acknowledged.count();
            repeated += acknowledged.repeated();
        }
        return new Outcome(
                trial,
                kills,
                commits,
                repeated,
                counts,
                journals,
                refused,
                scene.done(),
                before,
                scene.leftOver(),
                slowest,
                problems);
    }

    int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    long lost() {
        return count(Kind.LOST) + repeated;
    }

    String title() {
        return trial.place().title() + ", " + trial.title();
    }

    boolean isAsExpected() {
        return complaints().isEmpty();
    }

    /** Returns what is wrong: a broken promise, a control that was not caught, or nothing tried. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        switch (trial.writer()) {
            case PLAIN -> require(complaints, count(Kind.MIXED) > 0, "no mixture was noticed");
            case TOO_EARLY -> require(complaints, lost() > 0, "no loss was noticed");
            case COMMITS -> {
                require(complaints, lost() == 0, lost() + " promised commits were lost");
                require(complaints, count(Kind.MIXED) == 0, count(Kind.MIXED) + " mixed states");
                require(complaints, count(Kind.HUNG) == 0, count(Kind.HUNG) + " calls hung");
                require(complaints, count(Kind.FAILED) == 0, count(Kind.FAILED) + " calls failed");
                require(complaints, leftAfter.isEmpty(), "left over: " + leftAfter);
                if (!complaints.isEmpty()) {
                    problems.stream().limit(MOST_PROBLEMS).forEach(complaints::add);
                }
                requireTried(complaints);
            }
        }
        return complaints;
    }

    /** Returns whether all that is wrong is that too little happened in a few kills. */
    boolean provesNothing() {
        boolean isUnbroken =
                trial.isControl()
                        || (lost() == 0
                                && count(Kind.MIXED) == 0
                                && count(Kind.HUNG) == 0
                                && count(Kind.FAILED) == 0
                                && leftAfter.isEmpty());
        return isUnbroken && kills < MANY_KILLS && !isAsExpected();
    }

    private void requireTried(List<String> complaints) {
        // A program may be killed before it has done anything, and so may a few.
        long fewest = kills >= MANY_KILLS ? kills : 1;
        require(complaints, commits >= fewest, "only " + commits + " commits were made");
        require(complaints, count(Kind.READ) >= fewest, "only " + count(Kind.READ) + " reads");
        if (kills >= MANY_KILLS) {
            require(complaints, journals > 0, "no journal was recovered");
            require(complaints, !leftBefore.isEmpty(), "no killed program left anything");
            for (Mischief each : Mischief.values()) {
                boolean cannotBe = each == Mischief.LOCK_FILE_REMOVED && !trial.hasLockFiles();
                require(complaints, cannotBe || mischief.containsKey(each),
                        each + " never happened");
            }
        }
    }

    private static void require(List<String> complaints, boolean holds, String otherwise) {
        if (!holds) {
            complaints.add(otherwise);
        }
    }
}
