package io.fileview.labs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.ShortForm;
import org.junit.jupiter.api.Test;

/** The short form of the lab of file systems. */
class FileSystemsLabTest {
    @Test
    void allPromisesHoldOnExt4XfsAndBtrfs() {
        ShortForm.assumePossible("the lab of file systems");

        assertThat(FileSystemsLab.run("--short")).isZero();
    }

    @Test
    void whatIsUnknownOrLeavesNothingIsRefused() {
        assertThat(FileSystemsLab.run("--only", "ntfs")).isEqualTo(2);
        assertThat(FileSystemsLab.run("--short", "--only", "glusterfs")).isEqualTo(2);
    }
}
