package io.fileview.labs.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A memory cgroup below that of this process, of version 1 or 2, removed when closed. */
public final class MemoryCgroup implements AutoCloseable {
    private static final String PREFIX = "fileview-labs-";
    private static final long SECONDS = 30;

    private final Path directory;
    private final boolean unified;

    private MemoryCgroup(Path directory, boolean unified) {
        this.directory = directory;
        this.unified = unified;
    }

    /**
     * Makes a cgroup, after removing what killed labs left.
     *
     * @return the cgroup
     * @throws CannotRunException if this machine has no memory controller that this process may use
     * @throws IOException if it cannot be made
     */
    public static MemoryCgroup create() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            boolean unified = fields[0].equals("0");
            if (unified || fields[1].equals("memory")) {
                Path parent =
                        Path.of("/sys/fs/cgroup/" + (unified ? "" : "memory") + fields[2]);
                if (hasMemory(parent, unified)) {
                    for (Path left : Directories.leftovers(parent, PREFIX)) {
                        Files.delete(left);
                    }
                    Path made = parent.resolve(PREFIX + ProcessHandle.current().pid());
                    Files.createDirectory(made);
                    return new MemoryCgroup(made, unified);
                }
            }
        }
        throw new CannotRunException(
                "no memory controller of cgroups is given to this process; mount the one of"
                        + " version 1 at /sys/fs/cgroup/memory, or write +memory to"
                        + " cgroup.subtree_control");
    }

    private static boolean hasMemory(Path parent, boolean unified) throws IOException {
        Path controllers = parent.resolve("cgroup.subtree_control");
        return unified
                ? Files.isReadable(controllers)
                        && Files.readString(controllers).contains("memory")
                : Files.isWritable(parent.resolve("memory.limit_in_bytes"));
    }

    /**
     * Tells which version it is of.
     *
     * @return 1 or 2
     */
    public String version() {
        return unified ? "2" : "1";
    }

    /**
     * Limits its memory.
     *
     * @param bytes the limit
     * @throws IOException if the kernel refuses it
     */
    public void limit(long bytes) throws IOException {
        Files.writeString(
                directory.resolve(unified ? "memory.max" : "memory.limit_in_bytes"),
                Long.toString(bytes));
    }

    /**
     * Returns the file that moves a process into the cgroup.
     *
     * @return the path
     */
    public Path processes() {
        return directory.resolve("cgroup.procs");
    }

    /**
     * Returns what executes a program in the cgroup.
     *
     * @param program the program and its arguments
     * @return the program that does so, and its arguments
     */
    public List<String> around(List<String> program) {
        List<String> command = new ArrayList<>(
                List.of("sh", "-euc", "echo $$ >\"$0\"\nexec \"$@\"", processes().toString()));
        command.addAll(program);
        return command;
    }

    /** Its processes have been waited for, but the kernel may not have taken them out yet. */
    @Override
    public void close() throws IOException {
        if (!Pause.until(SECONDS, () -> directory.toFile().delete())) {
            throw new IOException(directory + " cannot be removed; it still has processes");
        }
    }
}
