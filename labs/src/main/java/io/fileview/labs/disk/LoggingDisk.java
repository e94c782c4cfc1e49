package io.fileview.labs.disk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A disk that writes down each write and flush, in a process of its own: the program that maps files
 * on it must be another, since a JVM waits for its mapped pages in a state in which it cannot run
 * Java code.
 *
 * <p>Arguments: the file to mount over, the size in bytes, where the marks start, the image, the log.
 * It prints {@code ready} and then takes one order a line on standard input, answering each with one
 * line: {@code load IMAGE LOG}, {@code fail-writes FIRST COUNT}, {@code fail-flushes FIRST COUNT},
 * {@code ignore-flushes true|false}, {@code heal}, {@code counts}. It ends when the file is unmounted, or a while
 * after standard input has ended.
 */
public final class LoggingDisk {
    private static final long SECONDS_ALONE = 5;

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
                "fd=" + fd + ",rootmode=100000,user_id=0,group_id=0");
        Thread.ofPlatform().daemon().name("orders").start(() -> takeOrders(disk, faults));
        System.out.println("ready");
        try (Arena arena = Arena.ofShared()) {
            new FuseServer(fd, disk, arena).serve();
        }
        System.exit(0);
    }

    private static void takeOrders(ServedDisk disk, Faults faults) {
        try (BufferedReader orders =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                System.out.println(obey(line.split(" ", -1), disk, faults));
            }
            // Whoever gave the orders is gone. What is mounted from here has a while to be unmounted.
            Thread.sleep(SECONDS_ALONE * 1000);
        } catch (IOException e) {
            System.err.println("no more orders: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(1);
    }

    private static String obey(String[] order, ServedDisk disk, Faults faults) {
        try {
            switch (order[0]) {
                case "load" -> disk.load(Path.of(order[1]), Path.of(order[2]));
                case "fail-writes" ->
                    faults.failWrites(Long.parseLong(order[1]), Long.parseLong(order[2]));
                case "fail-flushes" ->
                    faults.failFlushes(Long.parseLong(order[1]), Long.parseLong(order[2]));
                case "ignore-flushes" -> faults.ignoreFlushes(Boolean.parseBoolean(order[1]));
                case "heal" -> faults.heal();
                case "counts" -> {
                    return "ok " + disk.entries() + " " + faults.counts();
                }
                default -> {
                    return "unknown order " + order[0];
                }
            }
            return "ok";
        } catch (IOException | RuntimeException e) {
            return "failed: " + e;
        }
    }
}
