package io.fileview.labs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.containers.Finding.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The judgement of the lab of containers: what it must not let pass. */
class ContainerTableTest {
    private final Shape shape =
            Shape.named("a container")
                    .refused(Job.LOCK, "RLIMIT_MEMLOCK")
                    .unknown(Job.DIRTY, "denied");

    private static List<Finding> findings(Finding... other) {
        List<Finding> findings = new ArrayList<>();
        for (Job job : Job.values()) {
            List<Finding> given = Stream.of(other).filter(one -> one.job() == job).toList();
            findings.addAll(given.isEmpty() ? List.of(Finding.works(job, "")) : given);
        }
        return findings;
    }

    private static final Finding REFUSED =
            new Finding(Job.LOCK, State.REFUSED, "RLIMIT_MEMLOCK allows 0");
    private static final Finding UNKNOWN = Finding.unknown(Job.DIRTY, "cachestat is denied");

    @Test
    void whatIsExpectedPasses() {
        assertThat(ContainerTable.judge(shape, findings(REFUSED, UNKNOWN))).isEmpty();
    }

    @Test
    void aJobThatIsRefusedWithAnotherSentenceDoesNot() {
        Finding other = new Finding(Job.LOCK, State.REFUSED, "the disk is full");
        assertThat(ContainerTable.judge(shape, findings(other, UNKNOWN)))
                .containsExactly("a container: lock: refused: the disk is full");
    }

    @Test
    void aJobThatWorksWhereItCannotDoesNot() {
        assertThat(ContainerTable.judge(shape, findings(UNKNOWN)))
                .containsExactly("a container: lock: works: ");
    }

    @Test
    void aJobThatIsRefusedWithoutNeedDoesNot() {
        Finding needless = new Finding(Job.READ, State.REFUSED, "RLIMIT_MEMLOCK allows 0");
        assertThat(ContainerTable.judge(shape, findings(REFUSED, UNKNOWN, needless))).hasSize(1);
    }

    @Test
    void aJobWithoutAFindingDoesNot() {
        List<Finding> findings = findings(REFUSED, UNKNOWN);
        findings.removeIf(one -> one.job() == Job.SNAPSHOT);
        assertThat(ContainerTable.judge(shape, findings))
                .containsExactly("a container: snapshot: nothing was found");
    }

    @Test
    void aSecondFindingOfAJobIsJudgedToo() {
        Finding crash = new Finding(Job.COMMIT, State.WRONG, "ended with exit code 134");
        assertThat(
                ContainerTable.judge(
                        shape,
                        findings(
                                REFUSED, UNKNOWN, crash, Finding.works(Job.COMMIT, "committed"))))
                .hasSize(1);
    }

    @Test
    void findingsAreLines() {
        Finding finding = Finding.unknown(Job.SHARES, "needs\na privilege");
        assertThat(Finding.isFinding(finding.line())).isTrue();
        assertThat(Finding.parse(finding.line()))
                .isEqualTo(Finding.unknown(Job.SHARES, "needs a privilege"));
    }
}
