package io.fileview.testing;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import io.fileview.Protection;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.windows.Wine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What a test needs of the machine; a test that cannot run says so and counts as skipped. */
public final class Needs {
    private static final long CAP_SYS_ADMIN = 1L << 21;

    private Needs() {}

    public static void tool(String name) {
        assumeTrue(Command.exists(name), "needs the tool " + name + ", which is not installed");
    }

    public static void windows() {
        assumeTrue(isWindows(), "needs Windows, whose functions the test calls");
    }

    public static boolean isWindows() {
        return System.getProperty("os.name").startsWith("Windows");
    }

    public static void memory(long bytes) {
        OperatingSystemMXBean system =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long all = system.getTotalMemorySize();
        assumeTrue(
                all >= bytes,
                () -> "needs " + bytes + " bytes of memory, and this machine has " + all);
    }

    /**
     * On Windows a mapped file cannot be truncated from outside, and its pages cannot be lost so.
     * Under Wine, a program on Linux can do it.
     */
    public static void truncationOfMappedFiles() {
        assumeTrue(
                EngineUnderTest.isMemory() || !isWindows() || Wine.isHere(),
                "needs a system on which a mapped file can be truncated; Windows refuses (error 1224)");
    }

    /** On Windows, a file that another process has mapped cannot be replaced. */
    public static void replacementOfMappedFiles() {
        assumeTrue(
                EngineUnderTest.isMemory() || !isWindows(),
                "needs a system on which a mapped file can be replaced; Windows refuses");
    }

    /** A note on the file that leads each of its names to its journal. */
    public static void extendedAttributes(Path file) throws IOException {
        try (EngineFile opened =
                EngineUnderTest.engine()
                        .open(
                                FileLocation.of(file),
                                OpenRequest.existing(Protection.READ_WRITE))) {
            assumeTrue(
                    !isWindows() || opened.extendedAttribute().isPresent(),
                    "needs a file system that stores extended attributes or streams");
        }
    }

    /** On Windows, the name of an open file may stay until the file is closed. */
    public static void immediateDeletion() throws IOException {
        if (EngineUnderTest.isMemory() || !isWindows()) {
            return;
        }
        Path file = Files.createTempFile("fileview", ".open");
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE)) {
            Files.delete(file);
            assumeTrue(
                    open.isOpen() && Files.notExists(file),
                    "needs a system on which the name of an open file goes at once when it is deleted");
        }
    }

    /** Returns the path of an entry, unless this system has no such names. */
    public static Path name(Path directory, String name) {
        try {
            return directory.resolve(name);
        } catch (InvalidPathException e) {
            return abort("needs a system that has such names: " + e.getMessage());
        }
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

    /** Any user may make one, unless the kernel has none at all. */
    public static void userNamespaces() {
        tool("unshare");
        assumeTrue(
                Files.exists(Path.of("/proc/self/ns/user")), "needs a kernel with user namespaces");
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
