package io.fileview.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list that closes a run of all tests, from reports as Surefire writes them. */
class TestSummaryTest {
    private static final Path PROGRAM =
            Path.of(System.getProperty("fileview.checkout"), ".mvn", "TestSummary.java");

    @TempDir
    Path checkout;

    @BeforeEach
    void makeModules() throws IOException {
        for (String module : List.of("core", "labs", "tool")) {
            Files.createDirectories(checkout.resolve(module).resolve("src/test/java"));
            Files.createFile(checkout.resolve(module).resolve("pom.xml"));
        }
        Files.createFile(checkout.resolve("start"));
        Files.setLastModifiedTime(
                checkout.resolve("start"),
                FileTime.from(Instant.now().minusSeconds(60)));
    }

    @Test
    void testsAreCountedByModuleAndByTheEngineThatTheyRanOn() throws Exception {
        report("core", "a.SomeTest(linux)", 61.5, passed("x") + passed("y"));
        report("core", "a.SomeTest(portable)", 3.25, passed("x"));
        report("labs", "a.b.LabTest", 7.04, passed("z"));

        assertThat(summary())
                .containsSubsequence(
                        "core (linux)                   2       0       0      61.5",
                        "core (portable)                1       0       0       3.3",
                        "labs                           1       0       0       7.0",
                        "total                          4       0       0      71.8",
                        "     61.5  core (linux): SomeTest",
                        "      7.0  labs: LabTest",
                        "No test ran in: tool",
                        "4 passed, 0 failed, 0 skipped")
                .noneMatch(line -> line.contains("3.3  core"));
    }

    @Test
    void whatWasSkippedStandsUnderItsReason() throws Exception {
        report(
                "core",
                "a.SomeTest",
                1,
                assumption("first",
                        "Assumption failed: needs the tool mkfs.xfs, it is &amp; <missing>")
                        + assumption("second", "\nnot met: [a]\nExpecting value to be true")
                        + assumption("third", "Assumption failed: needs root")
                        + skipped("fourth", "needs &quot;root&quot; &lt;or&gt; more"));
        report("labs", "a.LabTest", 1, assumption("fifth", "Assumption failed: needs root"));

        assertThat(summary())
                .containsSubsequence(
                        "Skipped",
                        "  needs \"root\" <or> more",
                        "    core: SomeTest.fourth",
                        "  needs root",
                        "    core: SomeTest.third",
                        "    labs: LabTest.fifth",
                        "  needs the tool mkfs.xfs, it is &amp; <missing>",
                        "    core: SomeTest.first",
                        "  not met: [a] Expecting value to be true",
                        "    core: SomeTest.second",
                        "0 passed, 0 failed, 5 skipped");
    }

    @Test
    void aClassThatGaveUpBeforeItsFirstTestCountsAsSkipped() throws Exception {
        report("core", "a.SomeTest", 1, "");

        assertThat(summary())
                .containsSubsequence(
                        "Skipped",
                        "  given up before the first test, for a reason that Surefire does not report",
                        "    core: SomeTest (all of it)",
                        "0 passed, 0 failed, 1 skipped");
    }

    @Test
    void failuresAndErrorsAreNamed() throws Exception {
        report(
                "core",
                "a.SomeTest",
                1,
                outcome("x",
                        "<failure message=\"expected: 1&#10; but was: 2\" type=\"T\">T: …</failure>")
                        + outcome("y", "<error type=\"java.io.IOException\">java.io.IOException\n"
                                + "\tat a.SomeTest.y(SomeTest.java:1)</error>"));

        assertThat(summary())
                .containsSubsequence(
                        "Failed",
                        "  expected: 1 but was: 2",
                        "    core: SomeTest.x",
                        "  no reason was given",
                        "    core: SomeTest.y",
                        "0 passed, 2 failed, 0 skipped");
    }

    @Test
    void whatTestsPrintAndReportsOfEarlierRunsDoNotCount() throws Exception {
        report(
                "core",
                "a.SomeTest",
                1,
                outcome("x", "<system-out><![CDATA[<skipped message=\"no\"/>]]></system-out>"));
        Path old = report("labs", "a.LabTest", 100, skipped("x", "from another time"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(3600)));

        assertThat(summary())
                .contains("No test ran in: labs, tool", "1 passed, 0 failed, 0 skipped")
                .noneMatch(line -> line.contains("from another time"));
    }

    private List<String> summary() throws Exception {
        return Program
                .run(
                        checkout,
                        Map.of(),
                        List.of(
                                Program.JDK.resolve("bin/java").toString(),
                                PROGRAM.toString(),
                                checkout.toString(),
                                checkout.resolve("start").toString()))
                .out();
    }

    private Path report(String module, String type, double seconds, String cases)
            throws IOException {
        Path reports = Files.createDirectories(
                checkout.resolve(module).resolve("target/surefire-reports"));
        String suite =
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"" + type
                        + "\" time=\""
                        + seconds
                        + "\">\n<properties><property name=\"a\" value=\"b\"/></properties>\n"
                        + cases.replace("TYPE", type) + "</testsuite>\n";
        return Files.writeString(reports.resolve("TEST-" + type + ".xml"), suite);
    }

    private static String passed(String test) {
        return outcome(test, "");
    }

    private static String skipped(String test, String message) {
        return outcome(test, "<skipped message=\"" + message + "\"/>");
    }

    /** A failed assumption has its message in what would be the trace. */
    private static String assumption(String test, String message) {
        String exception = "org.opentest4j.TestAbortedException";
        return outcome(
                test,
                "<skipped type=\"" + exception + "\"><![CDATA[" + exception + ": " + message
                        + "\n\tat org.junit.jupiter.api.Assumptions.assumeTrue(Assumptions.java:127)\n"
                        + "\tat a.SomeTest.x(SomeTest.java:2)\n]]></skipped>");
    }

    private static String outcome(String test, String element) {
        return "<testcase name=\"" + test + "\" classname=\"TYPE\" time=\"0.1\">" + element
                + "</testcase>\n";
    }
}
