package io.fileview.labs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import io.fileview.labs.common.Lab;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The short form of the lab of file systems. */
class FileSystemsLabTest {
    @Test
    void allPromisesHoldOnExt4XfsAndBtrfs() {
        ShortForm.judge(
                "the lab of file systems",
                new FileSystemsLab(),
                Arrays.stream(Technology.values())
                        .filter(technology -> !technology.isCluster())
                        .flatMap(technology -> technology.missing().stream())
                        .distinct()
                        .toList());
    }

    @Test
    void whatIsUnknownOrLeavesNothingIsRefused() {
        assertThat(Lab.run(new FileSystemsLab(), "--only", "ntfs")).isEqualTo(2);
        assertThat(Lab.run(new FileSystemsLab(), "--short", "--only", "glusterfs")).isEqualTo(2);
    }
}
