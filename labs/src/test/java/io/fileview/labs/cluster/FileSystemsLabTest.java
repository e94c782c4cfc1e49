package io.fileview.labs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The short form of the lab of file systems. */
class FileSystemsLabTest {
    @Test
    void allPromisesHoldOnExt4XfsAndBtrfs() {
        ShortForm.judge(
                "the lab of file systems",
                FileSystemsLab.run("--short"),
                Arrays.stream(Technology.values())
                        .filter(technology -> !technology.isCluster())
                        .flatMap(technology -> technology.missing().stream())
                        .distinct()
                        .toList());
    }

    @Test
    void whatIsUnknownOrLeavesNothingIsRefused() {
        assertThat(FileSystemsLab.run("--only", "ntfs")).isEqualTo(2);
        assertThat(FileSystemsLab.run("--short", "--only", "glusterfs")).isEqualTo(2);
    }
}
