package io.fileview.labs.disk;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@link LoggingDisk} in a process of its own: a file to put a loop device on. Closing it ends the
 * process. Not thread-safe.
 */
public final class LoggedDisk implements AutoCloseable {
    private static final long SECONDS_TO_END = 60;

    private final ChildJvm child;
    private final Path path;

    private LoggedDisk(ChildJvm child, Path path) {
        this.child = child;
        this.path = path;
    }

    /**
     * What has happened since the image was loaded.
     *
     * @param entries the number of log entries: the position of a power cut now
     * @param writes the number of writes, without durable marks
     * @param flushes the number of flushes
     * @param failed how many of both were answered with EIO
     */
    public record Counts(int entries, long writes, long flushes, long failed) {}

    /**
     * Starts a disk.
     *
     * @param layout its layout
     * @param path where the file is to appear, which must not exist
     * @param image the content of the disk, a file of its size; writes of the disk go there
     * @param log where to log the requests
     * @return the disk
     * @throws IOException if it cannot be started
     */
    public static LoggedDisk start(DiskLayout layout, Path path, Path image, Path log)
            throws IOException {
        Files.createFile(path);
        ChildJvm child =
                ChildJvm.start(
                        LoggingDisk.class, path, layout.size(), layout.marksFrom(), image, log);
        String ready = child.readLine();
        if (!LoggingDisk.READY.equals(ready)) {
            child.close();
            throw new IOException("the logging disk at " + path + " did not start");
        }
        return new LoggedDisk(child, path);
    }

    /**
     * Returns the file.
     *
     * @return where the disk is mounted
     */
    public Path path() {
        return path;
    }

    /**
     * Replaces the content of the disk, clears all faults and starts another log. Nothing may be
     * mounted from the disk.
     *
     * @param image the content
     * @param log where to log the requests
     * @throws IOException if that fails
     */
    public void load(Path image, Path log) throws IOException {
        command("load " + image + " " + log);
    }

    /**
     * Makes writes fail with EIO.
     *
     * @param first the first that fails, counted from 1 from now on
     * @param count how many fail
     * @throws IOException if the disk has ended
     */
    public void failWrites(long first, long count) throws IOException {
        command("fail-writes " + first + " " + count);
    }

    /**
     * Makes flushes fail with EIO.
     *
     * @param first the first that fails, counted from 1 from now on
     * @param count how many fail
     * @throws IOException if the disk has ended
     */
    public void failFlushes(long first, long count) throws IOException {
        command("fail-flushes " + first + " " + count);
    }

    /**
     * Makes the disk acknowledge flushes that it does not perform.
     *
     * @throws IOException if the disk has ended
     */
    public void ignoreFlushes() throws IOException {
        command("ignore-flushes true");
    }

    /**
     * Makes the disk answer no request until it is {@linkplain #thaw thawed}.
     *
     * @throws IOException if the disk has ended
     */
    public void freeze() throws IOException {
        child.signal("STOP");
    }

    /**
     * Makes a frozen disk answer again.
     *
     * @throws IOException if the disk has ended
     */
    public void thaw() throws IOException {
        child.signal("CONT");
    }

    /**
     * Clears the failures that are to come.
     *
     * @throws IOException if the disk has ended
     */
    public void clearFailures() throws IOException {
        command("clear");
    }

    /**
     * Counts what has happened since the image was loaded.
     *
     * @return the counts
     * @throws IOException if the disk has ended
     */
    public Counts counts() throws IOException {
        String[] words = command("counts").split(" ", -1);
        return new Counts(
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }

    private String command(String command) throws IOException {
        String answer = child.ask(command);
        if (!answer.equals("ok") && !answer.startsWith("ok ")) {
            throw new IOException(
                    "the logging disk at " + path + " refused \"" + command + "\": " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        try {
            Shell.run("umount", path.toString());
            child.exitCode(SECONDS_TO_END);
        } catch (IOException e) {
            child.close();
            Shell.run("umount", "--lazy", path.toString());
        }
    }
}
