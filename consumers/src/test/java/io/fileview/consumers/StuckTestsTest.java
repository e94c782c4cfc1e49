package io.fileview.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A test that waits for ever is ended by the limits that the parent sets for all modules. */
class StuckTestsTest {
    @Test
    void aTestThatCannotBeInterruptedFailsAndTheOthersRun() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> test("StuckTest", "-Dfileview.limit.test=2"))
                .withMessageContaining("StuckTest.waits")
                .withMessageContaining("timed out after 2 seconds")
                .withMessageContaining("Tests run: 2,");
    }

    @Test
    void aProcessThatIsStuckOutsideOfTestsIsKilled() throws Exception {
        assertThatIOException()
                .isThrownBy(() -> test("StuckProcess", "-Dfileview.limit.process=3"))
                .withMessageContaining("There was a timeout");
    }

    private static void test(String name, String limit) throws Exception {
        Path project = Path.of("target", "project-sources", "stuck").toAbsolutePath();
        assertThat(project.resolve("pom.xml")).exists();
        Maven.in(Path.of("target", "stuck").toAbsolutePath()).run(
                project,
                "-Dquick",
                "-Dmaven.test.skip=false",
                "-Dtoolchain.jdk.env=JAVA_HOME",
                "-Dtest=" + name,
                limit,
                "test");
    }
}
