package io.fileview.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs benchmarks with the options of JMH. A benchmark whose name ends in Raw is the baseline of
 * those with the same name and another ending, whose times are also shown as ratios to it. The
 * benchmarks run in turn, each in a JVM of its own, as many times as the option -f says, so that a
 * temporary disturbance of the machine affects all of them.
 */
public final class Main {
    private static final String RAW = "Raw";
    private static final int ROUNDS = 3;

    private Main() {}

    /**
     * Runs the benchmarks.
     *
     * @param arguments the options of JMH, usually a regular expression for the names
     * @throws RunnerException if a benchmark fails
     * @throws CommandLineOptionException if JMH does not understand the options
     */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        CommandLineOptions options = new CommandLineOptions(arguments);
        Map<String, double[]> times = new TreeMap<>();
        for (int round = 0; round < options.getForkCount().orElse(ROUNDS); round++) {
            Options once = new OptionsBuilder().parent(options).forks(1).build();
            for (RunResult result : new Runner(once).run()) {
                times.merge(name(result.getParams()), times(result), Main::sorted);
            }
        }
        System.out.println();
        System.out.printf(
                Locale.ROOT,
                "%-44s %14s %14s %8s %8s%n",
                "benchmark", "median", "fastest", "x raw", "fastest");
        times.forEach((name, measured) -> print(name, measured, times.get(rawOf(name))));
    }

    private static String name(BenchmarkParams parameters) {
        String name = parameters.getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
        List<String> values = new ArrayList<>();
        parameters.getParamsKeys().forEach(key -> values.add(parameters.getParam(key)));
        return values.isEmpty() ? name : name + " " + String.join(" ", values);
    }

    /** The last word of a name, before the parameters, says how the operation is done. */
    private static String rawOf(String name) {
        return name.replaceFirst("[A-Z][a-z]*( |$)", RAW + "$1");
    }

    private static double[] sorted(double[] some, double[] others) {
        return DoubleStream.concat(Arrays.stream(some), Arrays.stream(others)).sorted().toArray();
    }

    private static double[] times(RunResult result) {
        return result.getBenchmarkResults().stream()
                .map(BenchmarkResult::getIterationResults)
                .flatMap(Collection::stream)
                .map(IterationResult::getPrimaryResult)
                .mapToDouble(iteration -> iteration.getScore())
                .sorted()
                .toArray();
    }

    private static void print(String name, double[] measured, double[] raw) {
        String ratios =
                raw == null || Arrays.equals(raw, measured)
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%8.3f %8.3f",
                                median(measured) / median(raw),
                                measured[0] / raw[0]);
        System.out.printf(
                Locale.ROOT, "%-44s %14.2f %14.2f %s%n", name, median(measured), measured[0],
                ratios);
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}
