package io.fileview.labs.common;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs programs, one at a time, and measures what each costs: the kernel adds the processor time and
 * the bytes of a child that has ended to those of its parent. Nothing else may run in this process
 * meanwhile.
 */
public final class Meter {
    private static final int MEBIBYTE = 1 << 20;
    private static final long SECONDS = 1800;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Path output;

    /**
     * Starts to measure.
     *
     * @param directory where the output of the programs goes
     */
    public Meter(Path directory) {
        output = directory.resolve("output");
    }

    /**
     * What a program costs.
     *
     * @param seconds the time until it ended
     * @param processorSeconds the processor time, in user and system mode
     * @param bytesRead the bytes that it got from reading and copying calls
     * @param bytesFromDevice the bytes that were read from a device for it
     * @param exit its exit code
     * @param output what it printed, at most the last mebibyte
     */
    public record Cost(
            double seconds,
            double processorSeconds,
            long bytesRead,
            long bytesFromDevice,
            int exit,
            String output) {
        /**
         * Tells whether the program succeeded.
         *
         * @return true if so
         */
        public boolean isGood() {
            return exit == 0;
        }
    }

    /**
     * Runs a program to its end.
     *
     * @param command the program and its arguments
     * @return what it cost
     * @throws IOException if it cannot be run, or does not end within half an hour
     */
    public Cost run(List<String> command) throws IOException {
        long micros = LibraryCalls.microsOfChildren();
        ProcessIo io = ProcessIo.ofThisProcess();
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        int exit = exitCode(process, command);
        double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
        ProcessIo after = ProcessIo.ofThisProcess();
        return new Cost(
                seconds,
                (LibraryCalls.microsOfChildren() - micros) / MICROS_PER_SECOND,
                after.read() - io.read(),
                after.fromDevice() - io.fromDevice(),
                exit,
                end(output));
    }

    private static int exitCode(Process process, List<String> command) throws IOException {
        try {
            if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            process.destroyForcibly();
            throw new IOException(command + " did not end within " + SECONDS + " s");
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", e);
        }
    }

    private static String end(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.max(0, Files.size(file) - MEBIBYTE));
            return new String(in.readNBytes(MEBIBYTE), StandardCharsets.UTF_8);
        }
    }

    /**
     * Measures how long a program takes to print its first line; the rest is read and dropped.
     *
     * @param command the program and its arguments
     * @return the seconds
     * @throws IOException if it cannot be run
     */
    public static double secondsToFirstLine(List<String> command) throws IOException {
        long start = System.nanoTime();
        Process process =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .start();
        try (InputStream in = process.getInputStream()) {
            int read = in.read();
            while (read >= 0 && read != '\n') {
                read = in.read();
            }
            double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
            in.transferTo(OutputStream.nullOutputStream());
            return seconds;
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private record ProcessIo(long read, long fromDevice) {
        static ProcessIo ofThisProcess() throws IOException {
            long read = 0;
            long fromDevice = 0;
            for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
                String[] fields = line.split(": ", 2);
                long value = Long.parseLong(fields[1].strip());
                if (fields[0].equals("rchar")) {
                    read = value;
                } else if (fields[0].equals("read_bytes")) {
                    fromDevice = value;
                }
            }
            return new ProcessIo(read, fromDevice);
        }
    }
}
