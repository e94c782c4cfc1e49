package io.fileview.labs.containers;

import io.fileview.labs.common.Report;
import io.fileview.labs.common.Table;
import io.fileview.labs.containers.Finding.State;
import io.fileview.labs.containers.Shape.Expected;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found so far, container by job, and the judgement. */
final class ContainerTable {
    private final Map<Shape, List<Finding>> found = new LinkedHashMap<>();
    private final Map<Shape, String> notRun = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    void put(Shape shape, List<Finding> findings) {
        found.put(shape, findings);
    }

    void notRun(Shape shape, String reason) {
        notRun.put(shape, reason);
    }

    void note(String note) {
        notes.add(note);
    }

    Report report(boolean brief) {
        Table cells = new Table("container", "job", "state", "words");
        Map<State, Integer> counts = new EnumMap<>(State.class);
        StringBuilder layout = new StringBuilder();
        List<String> wrong = new ArrayList<>();
        found.forEach(
                (shape, findings) -> {
                    long works =
                            findings.stream().filter(one -> one.state() == State.WORKS).count();
                    layout.append(shape.title()).append(": ").append(works).append(" of ")
                            .append(findings.size()).append(" jobs work\n");
                    for (Finding finding : findings) {
                        cells.row(
                                shape.title(),
                                finding.job().words(),
                                finding.state().words(),
                                finding.words());
                        counts.merge(finding.state(), 1, Integer::sum);
                        if (finding.state() != State.WORKS) {
                            layout.append("    ").append(finding.job().words()).append(", ")
                                    .append(finding.state().words()).append(": ")
                                    .append(finding.words()).append('\n');
                        }
                    }
                    wrong.addAll(judge(shape, findings));
                });
        Report report = new Report(cells, summary(counts)).layout(layout.toString());
        notes.forEach(report::note);
        if (brief) {
            report.note("The short form leaves out some containers.");
        }
        notRun.forEach((shape, reason) -> report.notRun(shape.title(), reason));
        wrong.forEach(report::wrong);
        return report;
    }

    private String summary(Map<State, Integer> counts) {
        StringBuilder summary = new StringBuilder(found.size() + " containers");
        for (State state : State.values()) {
            summary.append(", ").append(counts.getOrDefault(state, 0)).append(' ')
                    .append(state.words());
        }
        return summary.toString();
    }

    /** Returns what is not as it should be. */
    static List<String> judge(Shape shape, List<Finding> findings) {
        List<String> wrong = new ArrayList<>();
        for (Job job : Job.values()) {
            List<Finding> ofJob =
                    findings.stream().filter(finding -> finding.job() == job).toList();
            if (ofJob.isEmpty() && shape.asks(job)) {
                wrong.add(shape.title() + ": " + job.words() + ": nothing was found");
            }
            for (Finding finding : ofJob) {
                if (!isExpected(shape, finding)) {
                    wrong.add(
                            shape.title() + ": " + job.words() + ": " + finding.state().words()
                                    + ": " + finding.words());
                }
            }
        }
        return wrong;
    }

    private static boolean isExpected(Shape shape, Finding finding) {
        Expected expected = shape.expected(finding.job());
        return expected == null
                ? finding.state() == State.WORKS
                : finding.state() == expected.state()
                        && expected.words().matcher(finding.words()).find();
    }
}
