package io.fileview.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a test needs of the machine; a test that cannot run says so and counts as skipped. */
public final class Needs {
    private static final long CAP_SYS_ADMIN = 1L << 21;

    private Needs() {}

    public static void tool(String name) {
        assumeTrue(Command.exists(name), "needs the tool " + name + ", which is not installed");
    }

    public static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    public static void linux() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux"),
                "needs Linux, where the test can look into /proc");
    }

    public static void root() throws IOException {
        linux();
        assumeTrue(
                status("Uid:").startsWith("0\t"),
                "needs root, who may start a process as another user");
    }

    /** To mount, to attach loop devices, and to see physical pages. */
    public static void administrator() throws IOException {
        linux();
        assumeTrue(
                (Long.parseUnsignedLong(status("CapEff:"), 16) & CAP_SYS_ADMIN) != 0,
                "needs the capability CAP_SYS_ADMIN, which root outside of containers has");
    }

    public static void loopDevices() throws IOException {
        administrator();
        tool("losetup");
        assumeTrue(Files.exists(Path.of("/dev/loop-control")), "needs a kernel with loop devices");
    }

    private static String status(String key) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .findFirst()
                .orElseThrow();
    }
}
