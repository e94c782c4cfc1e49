package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
                .containsPattern("(10 of 10|[6-9] of [6-9]) promises seen");
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

        assertThat(json.at("promises").list()).hasSize(10);
        assertThat(json.at("promises", 0, "result").text()).isEqualTo("seen");
        assertThat(json.at("promises", 2, "result").text()).isEqualTo("not shown");
        assertThat(json.at("promisesNotSeen").number()).isZero();
    }

    @Test
    void thePortableEngineShowsWhatItSupports() {
        assertThat(Run.fileview("demo", "--dir", dir, "--engine", "portable").succeeds().out())
                .contains("not supported on this system", "promises seen");
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
