package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MountTest {
    private static final List<Mount> MOUNTS =
            Mount.in(
                    """
                            22 1 0:20 / / rw,relatime shared:1 - btrfs /dev/vda rw,subvol=/root
                            23 22 8:1 / /data rw - ext4 /dev/sda1 rw
                            24 22 0:41 /@home /home\\040of\\134all rw shared:3 master:2 - btrfs /dev/my\\011disk rw
                            25 23 0:50 / /data rw - tmpfs tmpfs rw
                            26 22 0:20 /f /single rw - btrfs /dev/vda rw
                            another form
                            """);

    @Test
    void aLineHasTheNumberThePlaceTheTypeAndTheSource() {
        assertThat(MOUNTS).hasSize(5);
        assertThat(MOUNTS.get(1)).isEqualTo(new Mount("8:1", "/data", "ext4", "/dev/sda1"));
        assertThat(MOUNTS.get(2))
                .isEqualTo(new Mount("0:41", "/home of\\all", "btrfs", "/dev/my\tdisk"));
    }

    @Test
    void aFileIsInTheNearestMountAboveIt() {
        assertThat(device("/home of\\all/a")).isEqualTo("0:41");
        assertThat(device("/home of\\allah")).isEqualTo("0:20");
        assertThat(device("/single")).isEqualTo("0:20");
        assertThat(Mount.of(List.of(), "/a")).isNull();
    }

    @Test
    void ofSeveralAtOnePlaceTheLastCounts() {
        assertThat(device("/data/a")).isEqualTo("0:50");
    }

    private static String device(String path) {
        Mount mount = Mount.of(MOUNTS, path);
        assertThat(mount).isNotNull();
        return mount.device();
    }
}
