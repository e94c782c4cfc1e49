package io.fileview.labs.kills;

import io.fileview.labs.kills.Job.State;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What came of the kills of one job. */
final class Outcome {
    /** When a kill came. */
    enum Moment {
        /** No open file showed that the program was at work. */
        BEFORE,
        /** The program was seen at work, and had not ended. */
        DURING,
        /** The program had ended by itself. */
        ENDED
    }

    private static final int MOST_COMPLAINTS = 5;

    private final String place;
    private final Job job;
    private final Map<Moment, Integer> moments = new EnumMap<>(Moment.class);
    private final Map<State, Integer> states = new EnumMap<>(State.class);
    private final List<String> complaints = new ArrayList<>();
    private int hidden;
    private int leftOver;
    private int faults;

    Outcome(String place, Job job) {
        this.place = place;
        this.job = job;
    }

    void add(Moment moment, boolean hasLeft) {
        moments.merge(moment, 1, Integer::sum);
        hidden += hasLeft ? 1 : 0;
    }

    void add(State state) {
        states.merge(state, 1, Integer::sum);
    }

    void leftOver(List<String> left) {
        if (!left.isEmpty()) {
            leftOver++;
            wrong("left after the next command: " + left);
        }
    }

    void wrong(String what) {
        faults++;
        if (complaints.size() < MOST_COMPLAINTS) {
            complaints.add(title() + ": " + what);
        }
    }

    String title() {
        return place + ", " + job.title();
    }

    String place() {
        return place;
    }

    Job job() {
        return job;
    }

    int count(Moment moment) {
        return moments.getOrDefault(moment, 0);
    }

    int count(State state) {
        return states.getOrDefault(state, 0);
    }

    int rounds() {
        return moments.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The number of kills after which there was something beside the file. */
    int hidden() {
        return hidden;
    }

    int leftOver() {
        return leftOver;
    }

    /** A row of kills that all missed, or a control that always survived, proves nothing. */
    boolean provesNothing() {
        return job.isControl() ? count(State.BROKEN) == 0 : count(Moment.DURING) == 0;
    }

    /** Everything that is not as promised. */
    List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        if (faults > complaints.size()) {
            all.add(title() + ": and " + (faults - complaints.size()) + " more");
        }
        if (provesNothing()) {
            all.add(
                    title()
                            + (job.isControl()
                                    ? ": the control was always whole"
                                    : ": no kill came while it was at work"));
        }
        return all;
    }
}
