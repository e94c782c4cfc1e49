package io.fileview.labs.compare;

import io.fileview.labs.common.Meter;
import io.fileview.labs.common.Meter.Cost;
import io.fileview.labs.common.Residency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param title the case
 * @param program the program
 * @param cost the cost of the run that took the least processor time
 * @param cacheGrown the bytes of the files of the case that came into memory in that run
 * @param firstLine the seconds until the first line was there; null if that does not matter
 * @param result what came of the last run
 * @param ours the row of Fileview in this case; null in that row itself
 */
record Measured(
        String title, String program, Cost cost, long cacheGrown, @Nullable Double firstLine,
        String result, @Nullable Measured ours) {
    /** Measures all programs of a case, each several times. */
    static List<Measured> all(Case each, Meter meter, int times) throws IOException {
        List<Measured> rows = new ArrayList<>();
        @Nullable Measured ours = null;
        for (Contender contender : each.contenders()) {
            Measured row = one(each, contender, meter, times, ours);
            ours = ours == null ? row : ours;
            rows.add(row);
        }
        return rows;
    }

    private static Measured one(
            Case each, Contender contender, Meter meter, int times, @Nullable Measured ours)
            throws IOException {
        @Nullable Double firstLine = null;
        if (each.printsLines()) {
            each.reset().run();
            firstLine = Meter.secondsToFirstLine(contender.command());
        }
        @Nullable Measured best = null;
        for (int time = 0; time < times; time++) {
            each.reset().run();
            long before = Residency.bytes(each.files());
            Cost cost = meter.run(contender.command());
            long grown = Residency.bytes(each.files()) - before;
            String result = contender.check().of(cost);
            if (best == null || cost.processorSeconds() < best.cost().processorSeconds()) {
                best = new Measured(
                        each.title(), contender.name(), cost, grown, firstLine, result, ours);
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("measured " + times + " times");
        }
        return best;
    }
}
