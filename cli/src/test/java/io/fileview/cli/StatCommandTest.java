package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "expects what Linux tells about pages and processes")
class StatCommandTest {
    private static final int PAGE = 4096;

    @TempDir
    Path dir;

    @Test
    void countsThePagesInMemoryAndSaysWhereTheyAre() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(100 * PAGE + 1));
        Sample.evict(file);
        Sample.faultIn(file, 0, 1, 2, 50, 100);

        Json stat = Run.fileview("stat", file, "--json", "--ranges").succeeds().json();
        Json json = stat.at("files", 0);

        assertThat(json.at("path").text()).isEqualTo(file.toString());
        assertThat(json.at("size").number()).isEqualTo(100 * PAGE + 1);
        assertThat(json.at("pageSize").number()).isEqualTo(PAGE);
        assertThat(json.at("pages").number()).isEqualTo(101);
        assertThat(json.at("residentPages").number()).isEqualTo(5);
        assertThat(json.at("residentBytes").number()).isEqualTo(5 * PAGE);
        assertThat(json.at("residentRanges").list()).hasSize(3);
        assertThat(json.at("residentRanges", 1, "offset").number()).isEqualTo(50 * PAGE);
        assertThat(json.at("residentRanges", 1, "length").number()).isEqualTo(PAGE);
        assertThat(stat.at("total", "residentBytes").number()).isEqualTo(5 * PAGE);
    }

    @Test
    void drawsWhereThePagesAre() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(10 * PAGE));
        Sample.evict(file);
        Sample.faultIn(file, 0, 9);

        assertThat(Run.fileview("stat", file, "--ascii").succeeds().out())
                .contains("2 pages, 8 KiB, 20.0%")
                .contains("[#        #]");
        assertThat(Run.fileview("stat", file).succeeds().out()).contains("[█        █]");
    }

    @Test
    void doesNotReadTheFile() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(50 * PAGE));
        Sample.evict(file);
        Sample.faultIn(file, 3);

        for (int i = 0; i < 3; i++) {
            Json json = Run.fileview("stat", file, "--json").succeeds().json().at("files", 0);
            assertThat(json.at("residentPages").number()).isEqualTo(1);
        }
    }

    @Test
    void countsDirtyPages() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(20 * PAGE));
        Sample.evict(file);
        long changed = 0;
        // The system may write the page before anybody looks: then once more.
        for (int attempt = 0; attempt < 1_000 && changed == 0; attempt++) {
            try (FileMapping mapping = FileMapping.open(file, Protection.READ_WRITE);
                    View view = mapping.map()) {
                view.segment().set(ValueLayout.JAVA_BYTE, 5 * PAGE, (byte) attempt);
            }
            Json json = Run.fileview("stat", file, "--json").succeeds().json().at("files", 0);
            assumeTrue(
                    json.at("dirtyPages").value() != null,
                    "needs Linux 6.5 or later, which tells how many pages are dirty");
            changed = json.at("dirtyPages").number() + json.at("writebackPages").number();
        }
        assertThat(changed).isPositive();
    }

    @Test
    void namesTheProcessesThatMapTheFile() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(20 * PAGE));
        try (SecondProcess second = SecondProcess.start(file, 8 * PAGE)) {
            second.awaitMapped();

            Json json = Run.fileview("stat", file, "--json").succeeds().json().at("files", 0);

            assertThat(json.at("mappedBy").list()).hasSize(1);
            Json process = json.at("mappedBy", 0);
            assertThat(process.at("name").text()).isEqualTo("java");
            assertThat(process.at("access").text()).isEqualTo("r--s");
            assertThat(process.at("mappedBytes").number()).isEqualTo(8 * PAGE);
            assertThat(process.at("residentBytes").number()).isEqualTo(8 * PAGE);
            if (isPrivileged()) {
                assertThat(json.at("shareCounts", "0").number()).isEqualTo(12);
                assertThat(json.at("shareCounts", "1").number()).isEqualTo(8);
            }
            assertThat(Run.fileview("stat", file).out()).contains("1 process", "java, r--s");
        }
        Json after = Run.fileview("stat", file, "--json").succeeds().json().at("files", 0);
        assertThat(after.at("mappedBy").list()).isEmpty();
    }

    @Test
    void mappingsOfOtherPidNamespacesAreThoseOfOthers() throws Exception {
        assumeTrue(isPrivileged(), "share counts and namespaces need root");
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(20 * PAGE));
        try (SecondProcess second = SecondProcess.start(file, 20 * PAGE)) {
            second.awaitMapped();
            assertThat(inPidNamespace("exec $fileview stat $file", file))
                    .contains("none in this PID namespace; 1 mapping by others")
                    .contains("1: 20 pages");
        }
        String none =
                uninspected() == 0
                        ? "no process in this PID namespace"
                        : "none in this PID namespace of those that can be inspected"
                                + uninspected("be");
        assertThat(Run.fileview("stat", file).succeeds().out())
                .contains("mapped by  " + none + "\n");
    }

    @Test
    void mappingsOfOthersAreToldBesideTheProcessesThatAreShown() throws Exception {
        assumeTrue(isPrivileged(), "share counts and namespaces need root");
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(20 * PAGE));
        String oneHolds =
                "mkfifo $dir/stop; $fileview hold-for-demo --touch -- $file <$dir/stop >$dir/said &"
                        + " exec 3>$dir/stop;"
                        + " until grep -q ready $dir/said; do kill -0 $! || exit 1; sleep 0.1; done;"
                        + " $fileview stat $file";
        try (SecondProcess second = SecondProcess.start(file, 20 * PAGE);
                SecondProcess third = SecondProcess.start(file, 20 * PAGE)) {
            second.awaitMapped();
            third.awaitMapped();
            assertThat(inPidNamespace(oneHolds, file))
                    .contains("mapped by  1 process; at least 2 mappings by others\n")
                    .contains("java, r--s")
                    .contains("3: 20 pages");
            assertThat(Run.fileview("stat", file).succeeds().out())
                    .contains("mapped by  2 processes" + uninspected("be inspected") + "\n")
                    .contains("2: 20 pages");
        }
    }

    /** The note about the processes of this machine that not even root may look into. */
    private String uninspected(String what) {
        long count = uninspected();
        String noun = count == 1 ? " other process" : " other processes";
        return count == 0 ? "" : " (" + count + noun + " could not " + what + ")";
    }

    private long uninspected() {
        return Run.fileview("stat", dir, "--json")
                .json()
                .at("total", "processesNotReadable")
                .number();
    }

    /** Runs a script that sees no process but its own, and returns what it printed. */
    private String inPidNamespace(String script, Path file) throws Exception {
        Path printed = dir.resolve("printed");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder =
                new ProcessBuilder(
                        "unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                        script)
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile());
        builder.environment()
                .put(
                        "fileview",
                        java + " --enable-native-access=ALL-UNNAMED " + Main.class.getName());
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("file", file.toString());
        builder.environment().put("dir", dir.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("the script has ended").isTrue();
        } finally {
            process.destroyForcibly(); // and with it all of the namespace
        }
        String text = Files.readString(printed);
        assumeTrue(!text.startsWith("unshare: "), text);
        return text;
    }

    @Test
    void doesNotCountItself() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(3 * PAGE));
        Json json = Run.fileview("stat", file, "--json").succeeds().json().at("files", 0);

        assertThat(json.at("mappedBy").list()).isEmpty();
        assertThat(json.at("shareCounts", "0").number()).isEqualTo(3);
    }

    @Test
    void unrequestedAndUnknownValuesAreNull() throws Exception {
        Path file = Sample.file(dir.resolve("f"), Sample.bytes(3 * PAGE));

        Json unasked = Run.fileview("stat", file, "--json", "--no-shares").json().at("files", 0);
        assertThat(unasked.at("shareCounts").value()).isNull();

        Json unseen = Run.fileview("stat", file, "--json", "--engine=portable").json();
        assertThat(unseen.at("files", 0, "residentPages").value()).isNull();
        assertThat(unseen.at("files", 0, "dirtyPages").value()).isNull();
        assertThat(unseen.at("total", "residentBytes").value()).isNull();
        assertThat(Run.fileview("stat", file, "--engine=portable").succeeds().out())
                .contains("unknown");
    }

    @Test
    void walksATreeAndCountsEachFileOnce() throws Exception {
        Path sub = Files.createDirectories(dir.resolve("tree/sub"));
        Path first = Sample.file(dir.resolve("tree/a"), Sample.bytes(PAGE));
        Sample.file(sub.resolve("b"), Sample.bytes(2 * PAGE));
        Sample.file(sub.resolve("empty"), new byte[0]);
        Files.createLink(sub.resolve("z"), first);
        Files.createSymbolicLink(sub.resolve("link"), first);
        Files.createSymbolicLink(sub.resolve("loop"), dir.resolve("tree"));

        Json json = Run.fileview("stat", dir.resolve("tree"), "--json").succeeds().json();
        assertThat(json.at("files").list().stream().map(file -> file.at("path").text()))
                .containsExactly(
                        first.toString(),
                        sub.resolve("b").toString(),
                        sub.resolve("empty").toString());
        assertThat(json.at("total", "files").number()).isEqualTo(3);
        assertThat(json.at("total", "size").number()).isEqualTo(3 * PAGE);

        assertThat(Run.fileview("stat", dir.resolve("tree")).succeeds().out())
                .contains("IN MEMORY", sub.resolve("b").toString(), "total, 3 files");
    }

    @Test
    void continuesAfterAFileThatItCannotInspect() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[PAGE]);
        Run run = Run.fileview("stat", dir.resolve("none"), file, "--json");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).hasLineCount(1).contains("none", "no such file");
        assertThat(run.json().at("files").list()).hasSize(1);
        assertThat(run.json().at("total", "failedFiles").number()).isEqualTo(1);
    }

    @Test
    void aTreeWithoutFilesIsNoFailure() {
        assertThat(Run.fileview("stat", dir).succeeds().out()).contains("total, 0 files");
    }

    @Test
    void anEmptyFileHasNoPages() throws Exception {
        Path file = Sample.file(dir.resolve("f"), new byte[0]);

        assertThat(Run.fileview("stat", file).succeeds().out()).contains("empty");
        Json json = Run.fileview("stat", file, "--json").succeeds().json().at("files", 0);
        assertThat(json.at("pages").number()).isZero();
        assertThat(json.at("residentBytes").number()).isZero();
    }

    private static boolean isPrivileged() {
        return Files.isReadable(Path.of("/proc/kpagecount"));
    }
}
