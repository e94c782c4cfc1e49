package io.fileview.labs.compare;

import io.fileview.labs.common.Meter;
import io.fileview.labs.common.Meter.Cost;
import io.fileview.labs.common.Residency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param title the case
 * @param program the program
 * @param cost the cost of one of its runs, whose processor time is the median
 * @param cacheGrown the bytes of the files of the case that came into memory in that run
 * @param firstLine the seconds until the first line was there; null if that does not matter
 * @param result what came of that run
 * @param ours the row of Fileview in this case; null in that row itself
 */
record Measured(
        String title, String program, Cost cost, long cacheGrown, @Nullable Double firstLine,
        String result, @Nullable Measured ours) {
    /** Measures all programs of a case several times, one after the other in each round. */
    static List<Measured> all(Case each, Meter meter, int times) throws IOException {
        List<Contender> contenders = each.contenders();
        List<List<Measured>> runs = new ArrayList<>();
        contenders.forEach(contender -> runs.add(new ArrayList<>()));
        for (int time = 0; time < times; time++) {
            for (int i = 0; i < contenders.size(); i++) {
                runs.get(i).add(once(each, contenders.get(i), meter));
            }
        }
        List<Measured> rows = new ArrayList<>();
        for (int i = 0; i < contenders.size(); i++) {
            rows.add(
                    median(runs.get(i))
                            .row(
                                    firstLine(each, contenders.get(i)),
                                    rows.isEmpty() ? null : rows.get(0)));
        }
        return rows;
    }

    private static Measured once(Case each, Contender contender, Meter meter) throws IOException {
        each.reset().run();
        long before = Residency.bytes(each.files());
        Cost cost = meter.run(contender.command());
        long grown = Residency.bytes(each.files()) - before;
        String result = contender.check().of(cost);
        return new Measured(each.title(), contender.name(), cost, grown, null, result, null);
    }

    private static @Nullable Double firstLine(Case each, Contender contender) throws IOException {
        if (!each.printsLines()) {
            return null;
        }
        each.reset().run();
        return Meter.secondsToFirstLine(contender.command());
    }

    /** Of two in the middle, the one that took less. */
    private static Measured median(List<Measured> runs) {
        List<Measured> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingDouble(run -> run.cost().processorSeconds()));
        return sorted.get((sorted.size() - 1) / 2);
    }

    private Measured row(@Nullable Double line, @Nullable Measured first) {
        return new Measured(title, program, cost, cacheGrown, line, result, first);
    }
}
