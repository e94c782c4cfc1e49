import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Prints how many changes of the code the tests detected, by class, and which they did not. Reads the
 * CSV file of PIT, whose columns are: file, class, kind of change, method, line, outcome, test. Exits
 * with 1 if fewer than 90 % were detected. Argument: the CSV file.
 */
final class MutationSummary {
    private static final int REQUIRED_PERCENT = 90;
    private static final Set<String> DETECTED = Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR");

    private static final class Count {
        int all;
        int detected;

        void add(boolean isDetected) {
            all++;
            detected += isDetected ? 1 : 0;
        }

        @Override
        public String toString() {
            return String.format("%6d %9d %6.1f %%", all, detected, 100.0 * detected / all);
        }
    }

    private MutationSummary() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, Count> classes = new TreeMap<>();
        Map<String, Count> outcomes = new TreeMap<>();
        Count total = new Count();
        List<String> missed = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] columns = line.split(",", -1);
            if (columns[5].equals("NON_VIABLE")) {
                continue; // a change that is no valid class
            }
            boolean isDetected = DETECTED.contains(columns[5]);
            classes.computeIfAbsent(outer(columns[1]), key -> new Count()).add(isDetected);
            outcomes.computeIfAbsent(columns[5], key -> new Count()).add(isDetected);
            total.add(isDetected);
            if (!isDetected) {
                missed.add(
                        columns[1] + "." + columns[3] + ", line " + columns[4] + ": "
                                + columns[2].substring(columns[2].lastIndexOf('.') + 1)
                                + (columns[5].equals("NO_COVERAGE") ? ", run by no test" : ""));
            }
        }
        if (total.all == 0) {
            System.err.println("mutation: PIT changed nothing; look at what it printed above.");
            System.exit(1);
        }
        System.out.println("\nClass" + " ".repeat(51) + "changes  detected");
        classes.forEach((name, count) -> System.out.printf("%-57s%s%n", name, count));
        System.out.printf("%-57s%s%n", "total", total);
        outcomes.forEach((name, count) -> System.out.printf("  %-55s%6d%n", name, count.all));
        System.out.println("\nNot detected");
        missed.forEach(one -> System.out.println("  " + one));
        if (total.detected * 100 < total.all * REQUIRED_PERCENT) {
            System.out.println("\nFewer than " + REQUIRED_PERCENT + " % were detected.");
            System.exit(1);
        }
    }

    private static String outer(String type) {
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }
}
