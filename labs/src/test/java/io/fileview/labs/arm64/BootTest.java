package io.fileview.labs.arm64;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is read from a machine, and where its files are kept. */
class BootTest {
    @Test
    void checksAreReadFromWhatTheMachinePrints() {
        Boot boot =
                Boot.of(
                        64,
                        List.of(
                                "[    0.1] some message of the kernel",
                                "@booted 65536 6.12 aarch64",
                                "@check demo|0|12|13 of 13 promises seen",
                                "@check bad pages, C2|134|5|Aborted | core",
                                "@check page errors|3|0|no btrfs",
                                "@done"));
        assertThat(boot.pageSize()).isEqualTo(65_536);
        assertThat(boot.ended()).isTrue();
        assertThat(boot.checks())
                .containsExactly(
                        new Check("demo", 0, 12, "13 of 13 promises seen"),
                        new Check("bad pages, C2", 134, 5, "Aborted | core"),
                        new Check("page errors", 3, 0, "no btrfs"));
        assertThat(boot.checks()).extracting(Check::result)
                .containsExactly("passed", "failed", "could not run");
    }

    @Test
    void aMachineThatDiedHasNotEnded() {
        Boot boot = Boot.of(4, List.of("@booted 4096 6.12 aarch64", "Kernel panic"));
        assertThat(boot.ended()).isFalse();
        assertThat(boot.lastLine()).isEqualTo("Kernel panic");
        assertThat(Boot.of(4, List.of()).pageSize()).isZero();
    }

    @Test
    void theCacheIsWhereTheUserKeepsCaches() {
        assertThat(Machine.cache(Map.of("XDG_CACHE_HOME", "/c"), "/home/a"))
                .isEqualTo(Path.of("/c/fileview-labs/arm64"));
        assertThat(Machine.cache(Map.of(), "/home/a"))
                .isEqualTo(Path.of("/home/a/.cache/fileview-labs/arm64"));
        assertThat(Machine.cache(Map.of("XDG_CACHE_HOME", "relative"), "/home/a"))
                .isEqualTo(Path.of("/home/a/.cache/fileview-labs/arm64"));
    }
}
