package io.fileview.labs.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.common.Pause;
import io.fileview.labs.containers.Finding.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The program that is to be killed while it commits: which ends prove nothing. */
class ContainerRunTest {
    private static final int KILLED = 137;

    private static Finding finding(
            int exit, List<String> refused, boolean killsItself, long acknowledged) {
        return Objects.requireNonNull(
                ContainerRun.afterKill(exit, refused, killsItself, acknowledged));
    }

    @Test
    void aProgramThatKilledItselfAfterACommitIsRight() {
        assertThat(ContainerRun.afterKill(KILLED, List.of(), true, 1)).isNull();
    }

    @Test
    void oneThatAcknowledgedNoCommitIsNot() {
        assertThat(finding(KILLED, List.of(), true, -1).state()).isEqualTo(State.WRONG);
    }

    @Test
    void oneThatSomethingElseKilledIsNot() {
        assertThat(finding(KILLED, List.of(), false, 5).state()).isEqualTo(State.WRONG);
        assertThat(finding(134, List.of(), true, 5).state()).isEqualTo(State.WRONG);
        assertThat(finding(0, List.of(), false, 5).state()).isEqualTo(State.WRONG);
    }

    @Test
    void oneThatDidNotEndIsNot() {
        assertThat(finding(-1, List.of(), false, 5).words()).contains("did not end within");
    }

    @Test
    void aRefusalIsJudgedByItsSentence() {
        Finding refused = finding(0, List.of("the file system is read-only"), false, -1);
        assertThat(refused).isEqualTo(
                new Finding(Job.COMMIT, State.REFUSED, "the file system is read-only"));
        assertThat(
                ContainerTable.judge(
                        Shape.named("a container").readOnly(), List.of(refused)))
                .contains("a container: recovery after a kill, commit: refused: the file system is"
                        + " read-only");
    }

    /** Otherwise what the shell has started would keep the output open, and the lab would wait. */
    @Test
    void whatAShellHasStartedEndsWithIt() throws IOException {
        Process shell =
                new ProcessBuilder("sh", "-c", "echo started; sleep 600; true").start();
        try (BufferedReader output = shell.inputReader()) {
            assertThat(output.readLine()).isEqualTo("started");
            assertThat(Pause.until(30, () -> shell.descendants().findAny().isPresent())).isTrue();
            ContainerRun.end(shell);
            assertThat(output.readLine()).isNull();
        } finally {
            shell.destroyForcibly();
        }
    }
}
