package io.fileview.labs.disk;

import io.fileview.labs.common.ChildJvm;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A {@link LoggingDisk} that runs in a process of its own: a file to put a loop device on. Closing it
 * ends it. Not for several threads at once.
 */
public final class LoggedDisk implements AutoCloseable {
    private final ChildJvm child;
    private final Path path;

    private LoggedDisk(ChildJvm child, Path path) {
        this.child = child;
        this.path = path;
    }

    /**
     * What has happened since the image was loaded.
     *
     * @param entries of the log: the position of a cut now
     * @param writes that came, without marks
     * @param flushes that came
     * @param failed how many of both were answered with EIO
     */
    public record Counts(int entries, long writes, long flushes, long failed) {}

    /**
     * Starts a disk.
     *
     * @param layout how large it is
     * @param path where the file is to appear, which must not exist
     * @param image what is on it, a file of that size; it is written to
     * @param log where to write down what happens
     * @return the disk
     * @throws IOException if it cannot be started
     */
    public static LoggedDisk start(DiskLayout layout, Path path, Path image, Path log)
            throws IOException {
        Files.createFile(path);
        ChildJvm child =
                ChildJvm.start(
                        LoggingDisk.class, path, layout.size(), layout.marksFrom(), image, log);
        String ready = child.hear();
        if (!"ready".equals(ready)) {
            child.close();
            throw new IOException("the logging disk at " + path + " did not start");
        }
        return new LoggedDisk(child, path);
    }

    /**
     * The file.
     *
     * @return where the disk is mounted
     */
    public Path path() {
        return path;
    }

    /**
     * Puts other bytes into the disk, ends all faults and starts another log. Nothing may be mounted
     * from it.
     *
     * @param image the bytes
     * @param log where to write down what happens
     * @throws IOException if that fails
     */
    public void load(Path image, Path log) throws IOException {
        order("load " + image + " " + log);
    }

    /**
     * Lets writes fail with EIO.
     *
     * @param first the first that fails, counted from 1 from now on
     * @param count how many
     * @throws IOException if the disk is gone
     */
    public void failWrites(long first, long count) throws IOException {
        order("fail-writes " + first + " " + count);
    }

    /**
     * Lets flushes fail with EIO.
     *
     * @param first the first that fails, counted from 1 from now on
     * @param count how many
     * @throws IOException if the disk is gone
     */
    public void failFlushes(long first, long count) throws IOException {
        order("fail-flushes " + first + " " + count);
    }

    /**
     * Lets the disk lie: flushes succeed and cover nothing.
     *
     * @throws IOException if the disk is gone
     */
    public void ignoreFlushes() throws IOException {
        order("ignore-flushes true");
    }

    /**
     * Ends all failures.
     *
     * @throws IOException if the disk is gone
     */
    public void heal() throws IOException {
        order("heal");
    }

    /**
     * What has happened since the image was loaded.
     *
     * @return the counts
     * @throws IOException if the disk is gone
     */
    public Counts counts() throws IOException {
        String[] words = order("counts").split(" ", -1);
        return new Counts(
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }

    private String order(String order) throws IOException {
        String answer = child.ask(order);
        if (!answer.equals("ok") && !answer.startsWith("ok ")) {
            throw new IOException("the logging disk does not \"" + order + "\": " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        try {
            Shell.run("umount", path.toString());
            child.exitCode(10);
        } catch (IOException e) {
            child.close();
            Shell.run("umount", "--lazy", path.toString());
        }
    }
}
