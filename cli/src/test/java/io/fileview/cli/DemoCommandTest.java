package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "expects what Linux tells about pages; CommandsOnWindowsTest shows the demo on Windows")
class DemoCommandTest {
    @TempDir
    Path dir;

    @Test
    void showsEveryPromiseAndLeavesNothingBehind() {
        Run run = Run.fileview("demo", "--dir", dir).succeeds();

        assertThat(run.out())
                .doesNotContain("not seen")
                .contains("FileShrankException, offset ", "old content ",
                        "pages missing on the disk 3")
                .containsPattern("(13 of 13|(9|1[0-2]) of \\2) promises seen");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void neverChangesAFileOfTheUser() throws Exception {
        byte[] bytes = Sample.bytes(1 << 20);
        Path file = Sample.file(dir.resolve("mine"), bytes);
        FileTime before = Files.getLastModifiedTime(file);

        Run run = Run.fileview("demo", file).succeeds();

        assertThat(run.out()).contains("not shown: the demo does not change " + file);
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    }

    @Test
    void reportsInJson() throws Exception {
        Path file = Sample.file(dir.resolve("mine"), Sample.bytes(5));
        Json json = Run.fileview("demo", file, "--json").succeeds().json();

        assertThat(json.at("promises").list()).hasSize(13);
        assertThat(json.at("promises", 0, "result").text()).isEqualTo("seen");
        assertThat(json.at("promises", 2, "result").text()).isEqualTo("not shown");
        assertThat(json.at("promises", 10, "result").text()).isEqualTo("not shown");
        assertThat(json.at("promises", 11, "result").text()).isEqualTo("seen");
        assertThat(json.at("promises", 12, "result").text()).isEqualTo("not shown");
        assertThat(json.at("promisesNotSeen").number()).isZero();
    }

    @Test
    void thePortableEngineShowsWhatItSupports() {
        Json json =
                Run.fileview("demo", "--dir", dir, "--engine", "portable", "--json")
                        .succeeds()
                        .json();

        assertThat(json.at("promises", 2, "result").text())
                .isEqualTo("not supported on this system");
        for (int last = 10; last < 13; last++) {
            assertThat(json.at("promises", last, "result").text()).isEqualTo("seen");
        }
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void leavesNothingBehindWhenItIsStoppedWhileAnotherProcessCommits() throws Exception {
        List<String> command = SecondProcess.command();
        command.addAll(List.of("demo", "--dir", dir.toString()));
        Process demo = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<ProcessHandle> children;
        try {
            while (children(demo).isEmpty() || !isCommitting()) {
                assertThat(demo.isAlive()).isTrue();
                Thread.sleep(1);
            }
            children = children(demo);
            demo.destroy();
            assertThat(demo.waitFor(1, TimeUnit.MINUTES)).isTrue();
        } finally {
            demo.destroyForcibly();
        }

        assertThat(children).allSatisfy(child -> child.onExit().get(1, TimeUnit.MINUTES));
        assertThat(dir).isEmptyDirectory();
    }

    private static List<ProcessHandle> children(Process process) {
        return process.children().toList();
    }

    /** Whether the journal is there that the demo's second process writes. */
    private boolean isCommitting() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.anyMatch(file -> file.toString().endsWith(".fileview-journal"));
        } catch (UncheckedIOException changedMeanwhile) {
            return false;
        }
    }

    @Test
    void refusesUnsuitableFiles() throws Exception {
        Path empty = Sample.file(dir.resolve("empty"), new byte[0]);

        Run.fileview("demo", empty).fails(1, "empty");
        Run.fileview("demo", dir.resolve("none")).fails(1, "none");
        Run.fileview("demo", dir).fails(1, "directory");
        Run.fileview("demo", empty, "--dir", dir).fails(2, "--dir");
    }
}
