package io.fileview.labs.disk;

import io.fileview.labs.common.Pause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A disk that logs each write and flush, in a process of its own. The program that maps files on the
 * disk must be another process: a JVM that waits for a mapped page cannot run Java code meanwhile.
 *
 * <p>Arguments: the file to mount over, the size in bytes, where the marks start, the image, the log.
 * It prints {@code ready} and then takes one command a line on standard input and answers each with
 * one line: {@code load IMAGE LOG}, {@code fail-writes FIRST COUNT}, {@code fail-flushes FIRST COUNT},
 * {@code ignore-flushes true|false}, {@code clear}, {@code counts}. It ends when the file is unmounted,
 * or a few seconds after the end of standard input.
 */
public final class LoggingDisk {
    static final String READY = "ready";

    private static final long MILLIS_ALONE = 5_000;

    private LoggingDisk() {}

    /**
     * Serves the disk until it is unmounted.
     *
     * @param arguments as above
     * @throws Exception if the disk cannot be served
     */
    public static void main(String[] arguments) throws Exception {
        Path mountPoint = Path.of(arguments[0]);
        Faults faults = new Faults();
        ServedDisk disk =
                new ServedDisk(
                        Long.parseLong(arguments[1]),
                        Long.parseLong(arguments[2]),
                        faults,
                        Path.of(arguments[3]),
                        Path.of(arguments[4]));
        int fd = LinuxCalls.open("/dev/fuse");
        LinuxCalls.mount(
                "fileview-labs-disk",
                mountPoint.toString(),
                "fuse",
                "fd=" + fd + ",rootmode=100000,user_id=0,group_id=0,max_read="
                        + FuseServer.MAX_WRITE);
        Thread.ofPlatform().daemon().name("commands").start(() -> takeCommands(disk, faults));
        System.out.println(READY);
        try (Arena arena = Arena.ofShared()) {
            new FuseServer(fd, disk, arena).serve();
        }
        System.exit(0);
    }

    private static void takeCommands(ServedDisk disk, Faults faults) {
        try (BufferedReader commands =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(execute(line.split(" ", -1), disk, faults));
            }
        } catch (IOException e) {
            System.err.println("the disk cannot read its commands: " + e);
        }
        // The lab has ended. Whoever cleans up after it has a while to unmount what is on this disk.
        Pause.millis(MILLIS_ALONE);
        System.exit(1);
    }

    private static String execute(String[] command, ServedDisk disk, Faults faults) {
        try {
            switch (command[0]) {
                case "load" -> disk.load(Path.of(command[1]), Path.of(command[2]));
                case "fail-writes" ->
                    faults.failWrites(Long.parseLong(command[1]), Long.parseLong(command[2]));
                case "fail-flushes" ->
                    faults.failFlushes(Long.parseLong(command[1]), Long.parseLong(command[2]));
                case "ignore-flushes" -> faults.ignoreFlushes(Boolean.parseBoolean(command[1]));
                case "clear" -> faults.clear();
                case "counts" -> {
                    return "ok " + disk.entries() + " " + faults.counts();
                }
                default -> {
                    return "unknown command " + command[0];
                }
            }
            return "ok";
        } catch (IOException | RuntimeException e) {
            return "failed: " + e;
        }
    }
}
