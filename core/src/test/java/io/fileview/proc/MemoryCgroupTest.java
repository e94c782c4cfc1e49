package io.fileview.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.testing.NeedsLinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory cgroup of a process, from files as the kernel writes them (kernel documentation,
 * admin-guide/cgroup-v1/memory and admin-guide/cgroup-v2). Version 1 is tried on real cgroups by
 * labs/containers as well.
 */
@NeedsLinux("reads files of its kernel, whose names have slashes")
class MemoryCgroupTest {
    private static final String ROOT_DISK = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n";
    private static final String VERSION_1 =
            ROOT_DISK
                    + "34 31 0:31 %s /sys/fs/cgroup/cpuset rw,relatime - cgroup cgroup rw,cpuset\n"
                    + "35 31 0:32 %s /sys/fs/cgroup/memory rw shared:5 - cgroup cgroup rw,memory\n"
                    + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
    private static final String VERSION_2 =
            ROOT_DISK + "29 22 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    private static final String UNLIMITED = "9223372036854771712\n";

    @TempDir
    Path root;

    @BeforeEach
    void withoutSwap() throws IOException {
        write("proc/meminfo", "MemTotal:  24684100 kB\nSwapTotal:  0 kB\nSwapFree: 0 kB\n");
    }

    private void write(String file, String content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
    }

    private void version1(String mountedFrom, String cgroup) throws IOException {
        write("proc/self/mountinfo", VERSION_1.replace("%s", mountedFrom));
        write("proc/self/cgroup", "4:memory:" + cgroup + "\n3:cpuset:/\n0::/\n");
    }

    private void version2(String cgroup) throws IOException {
        write("proc/self/mountinfo", VERSION_2);
        write("proc/self/cgroup", "0::" + cgroup + "\n");
    }

    private Optional<MemoryCgroup> found() {
        return MemoryCgroup.tightest(root);
    }

    private Path directory(String path) {
        return root.resolve("sys/fs/cgroup").resolve(path);
    }

    @Test
    void version1HasTheLimitInBytes() throws IOException {
        version1("/", "/batch/job");
        write("sys/fs/cgroup/memory/batch/job/memory.limit_in_bytes", "268435456\n");
        write(
                "sys/fs/cgroup/memory/batch/job/memory.stat",
                """
                        cache 4096
                        rss 1
                        unevictable 2
                        inactive_file 9
                        total_rss 1000
                        total_unevictable 500
                        total_inactive_file 20
                        total_active_file 10
                        """);
        write("sys/fs/cgroup/memory/batch/memory.limit_in_bytes", UNLIMITED);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", UNLIMITED);
        assertThat(found())
                .contains(
                        new MemoryCgroup(
                                directory("memory/batch/job"),
                                "memory.limit_in_bytes",
                                268_435_456,
                                1500,
                                30));
    }

    @Test
    void aContainerOfVersion1SeesItsPartOfTheTree() throws IOException {
        version1("/docker/1f2e3d", "/docker/1f2e3d");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "1048576\n");
        assertThat(found())
                .contains(
                        new MemoryCgroup(
                                directory("memory"), "memory.limit_in_bytes", 1_048_576, 0, 0));
    }

    @Test
    void version2HasAMaximum() throws IOException {
        version2("/system.slice/docker-1f2e3d.scope");
        String scope = "sys/fs/cgroup/system.slice/docker-1f2e3d.scope/";
        write(scope + "memory.max", "268435456\n");
        write(scope + "memory.stat",
                "anon 2000\nfile 70000\nunevictable 300\ninactive_file 40\nactive_file 5\n");
        write("sys/fs/cgroup/system.slice/memory.max", "max\n");
        assertThat(found())
                .contains(
                        new MemoryCgroup(
                                directory("system.slice/docker-1f2e3d.scope"),
                                "memory.max",
                                268_435_456,
                                2300,
                                45));
    }

    /** As in a container with a cgroup namespace. */
    @Test
    void theRootOfVersion2MayHaveALimit() throws IOException {
        version2("/");
        write("sys/fs/cgroup/memory.max", "1048576\n");
        assertThat(found().map(MemoryCgroup::limit)).contains(1_048_576L);
    }

    @Test
    void theCgroupWithTheLeastRoomCounts() throws IOException {
        version2("/pod/container");
        write("sys/fs/cgroup/pod/container/memory.max", "3000000\n");
        write("sys/fs/cgroup/pod/container/memory.stat", "anon 0\nunevictable 0\n");
        write("sys/fs/cgroup/pod/memory.max", "4000000\n");
        write("sys/fs/cgroup/pod/memory.stat", "anon 3500000\nunevictable 0\n");
        assertThat(found().map(MemoryCgroup::limit)).contains(4_000_000L);
        assertThat(found().map(MemoryCgroup::room)).contains(500_000L);
    }

    @Test
    void withSwapSpaceMemoryThatIsNotOfFilesCanBeEvicted() throws IOException {
        version2("/");
        write("sys/fs/cgroup/memory.max", "1048576\n");
        write("sys/fs/cgroup/memory.stat", "anon 2000\nunevictable 300\n");
        write("proc/meminfo", "MemTotal:  24684100 kB\nSwapTotal:  1048576 kB\n");
        assertThat(found().map(MemoryCgroup::pinned)).contains(300L);
    }

    @Test
    void withoutALimitThereIsNone() throws IOException {
        assertThat(found()).isEmpty();
        version2("/user.slice");
        assertThat(found()).isEmpty();
        write("sys/fs/cgroup/user.slice/memory.max", "max\n");
        assertThat(found()).isEmpty();
        version1("/", "/batch");
        write("sys/fs/cgroup/memory/batch/memory.limit_in_bytes", UNLIMITED);
        assertThat(found()).isEmpty();
    }

    @Test
    void whatCannotBeReadIsNoLimit() throws IOException {
        write("proc/self/cgroup", "nonsense\n7\n0::/x\n");
        write("proc/self/mountinfo", "too short\n1 2 3 / /sys/fs/cgroup rw -\n");
        assertThat(found()).isEmpty();
    }
}
