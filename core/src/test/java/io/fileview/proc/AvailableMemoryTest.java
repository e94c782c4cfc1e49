package io.fileview.proc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.proc.AvailableMemory.Limit;
import io.fileview.testing.NeedsLinux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tightest limit is found in recorded files of the kernel, of both versions of cgroups. */
@NeedsLinux("reads files of its kernel, whose names have slashes")
class AvailableMemoryTest {
    private static final long MIB = 1L << 20;

    @TempDir
    Path root;

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void machine(long freeKib) throws IOException {
        write(
                "proc/meminfo",
                "MemTotal:       16384000 kB\nMemFree:         1000 kB\nMemAvailable:   "
                        + freeKib
                        + " kB\nSwapTotal:       1024 kB\nSwapFree:        512 kB\n");
    }

    private Limit tightest() {
        return AvailableMemory.tightest(root).orElseThrow();
    }

    @Test
    void withoutFilesNothingIsKnown() {
        assertThat(AvailableMemory.tightest(root)).isEmpty();
    }

    @Test
    void ofTheMachineAlone() throws IOException {
        machine(2048);
        assertThat(tightest().what()).isEqualTo("the machine");
        assertThat(tightest().free()).isEqualTo((2048 + 512) * 1024);
    }

    /** As recorded in a service of systemd; each group above it counts, too. */
    @Test
    void ofVersion2() throws IOException {
        machine(8 << 20);
        write("proc/self/cgroup", "0::/system.slice/app.service\n");
        write(
                "proc/self/mountinfo",
                """
                        22 28 0:21 / /proc rw,nosuid - proc proc rw
                        30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw
                        """);
        String service = "sys/fs/cgroup/system.slice/app.service/";
        write(service + "memory.max", 512 * MIB + "\n");
        write(service + "memory.current", 500 * MIB + "\n");
        write(
                service + "memory.stat",
                "anon 1\nfile 2\ninactive_file " + 100 * MIB + "\nactive_file " + 50 * MIB + "\n");
        assertThat(tightest())
                .isEqualTo(
                        new Limit(
                                "the memory cgroup /system.slice/app.service",
                                512 * MIB,
                                350 * MIB));
        write("sys/fs/cgroup/system.slice/memory.max", 400 * MIB + "\n");
        write("sys/fs/cgroup/system.slice/memory.current", 390 * MIB + "\n");
        assertThat(tightest().what()).isEqualTo("the memory cgroup /system.slice");
        assertThat(tightest().free()).isEqualTo(10 * MIB);
        write("sys/fs/cgroup/system.slice/memory.max", "max\n");
        write(service + "memory.max", "max\n");
        assertThat(tightest().what()).isEqualTo("the machine");
    }

    @Test
    void swapSpaceThatTheGroupMayUseIsRoomToo() throws IOException {
        write(
                "proc/meminfo",
                "MemTotal: 16384000 kB\nMemAvailable: 8192000 kB\nSwapTotal: 307200 kB\nSwapFree: "
                        + "307200 kB\n");
        write("proc/self/cgroup", "0::/app\n");
        write(
                "proc/self/mountinfo",
                "30 23 0:26 / /sys/fs/cgroup rw shared:4 - cgroup2 cgroup2 rw\n");
        write("sys/fs/cgroup/app/memory.max", 512 * MIB + "\n");
        write("sys/fs/cgroup/app/memory.current", 500 * MIB + "\n");
        write("sys/fs/cgroup/app/memory.stat", "inactive_file " + 450 * MIB + "\n");
        write("sys/fs/cgroup/app/memory.swap.max", 200 * MIB + "\n");
        write("sys/fs/cgroup/app/memory.swap.current", "0\n");
        assertThat(tightest().free()).isEqualTo((512 - 50 + 200) * MIB);
        write("sys/fs/cgroup/app/memory.swap.max", "max\n");
        assertThat(tightest().free()).isEqualTo((512 - 50 + 300) * MIB);
    }

    /** As recorded in a container, whose mount shows a part of the hierarchy. */
    @Test
    void ofVersion1() throws IOException {
        machine(8 << 20);
        write("proc/self/cgroup", "5:cpu,cpuacct:/docker/4f\n4:memory:/docker/4f\n0::/docker/4f\n");
        write(
                "proc/self/mountinfo",
                """
                        41 31 0:31 /docker/4f /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
                        42 31 0:32 /docker/4f /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu
                        """);
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", 256 * MIB + "\n");
        write("sys/fs/cgroup/memory/memory.usage_in_bytes", 300 * MIB + "\n");
        write("sys/fs/cgroup/memory/memory.stat", "total_active_file " + 60 * MIB + "\n");
        assertThat(tightest())
                .isEqualTo(new Limit("the memory cgroup /", 256 * MIB, 240 * MIB));
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(tightest().what()).isEqualTo("the machine");
    }
}
