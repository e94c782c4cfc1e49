package io.fileview.labs.pressure;

import io.fileview.labs.common.CommandLineProgram;
import io.fileview.labs.common.Disk;
import io.fileview.labs.common.MemoryCgroup;
import io.fileview.labs.common.Pause;
import io.fileview.labs.common.Residency;
import io.fileview.labs.common.Shell;
import io.fileview.labs.common.UnexpectedEndException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In one memory cgroup, a file is in memory and another program reads one that is larger. */
final class HoldTrial {
    private static final long SECONDS = 600;
    private static final long SAMPLE_MILLIS = 100;
    private static final int READINGS = 2;

    /** Also without a lack of memory, some kernels let go of pages, for example by DAMON. */
    static final int ATTEMPTS = 10;

    private static final Pattern RESIDENT = Pattern.compile("\"residentPages\": (\\d+)");

    private final Disk disk;
    private final MemoryCgroup cgroup;
    private final Path wanted;
    private final Path larger;

    HoldTrial(Disk disk, MemoryCgroup cgroup, Path wanted, Path larger) {
        this.disk = disk;
        this.cgroup = cgroup;
        this.wanted = wanted;
        this.larger = larger;
    }

    /**
     * How many pages of the file were in memory, by {@code mincore(2)}.
     *
     * @param before before the other program read
     * @param fewest the fewest seen while it read, and afterwards
     * @param byStat afterwards, by {@code fileview stat}
     * @param after afterwards
     */
    record Pages(int before, int fewest, int after, int byStat) {}

    /** The file is held, by a process that does not outlive this one. */
    Pages held() throws IOException {
        disk.empty();
        List<String> command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
        command.addAll(cgroup.around(CommandLineProgram.with("hold", wanted)));
        Process holder = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(
                                holder.getInputStream(), StandardCharsets.UTF_8))) {
            awaitReady(output);
            Pages pages = besideReader();
            holder.destroy(); // SIGTERM
            int exit = exitCode(holder, "fileview hold");
            if (exit != 0) {
                throw new UnexpectedEndException("fileview hold ended with exit code " + exit);
            }
            return pages;
        } finally {
            holder.destroyForcibly();
        }
    }

    /** The control: the file has been read in the same cgroup, and nobody holds it. */
    Pages notHeld() throws IOException {
        disk.empty();
        List<String> warm = cgroup.around(CommandLineProgram.with("warm", wanted));
        int attempt = 1;
        while (exitCode(start(warm), "fileview warm") != 0) {
            if (attempt++ == ATTEMPTS) {
                throw new UnexpectedEndException("fileview warm failed " + ATTEMPTS + " times");
            }
        }
        return besideReader();
    }

    private static void awaitReady(BufferedReader output) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.equals("ready")) {
                return;
            }
            seen.append(line).append("; ");
        }
        throw new UnexpectedEndException("fileview hold ended before it was ready: " + seen);
    }

    private Pages besideReader() throws IOException {
        int before = pages();
        int fewest = before;
        for (int reading = 0; reading < READINGS; reading++) {
            Process reader = start(cgroup.around(List.of("cat", larger.toString())));
            while (reader.isAlive()) {
                Pause.millis(SAMPLE_MILLIS);
                fewest = Math.min(fewest, pages());
            }
            requireGood(reader, "cat");
        }
        int after = pages();
        return new Pages(before, Math.min(fewest, after), after, byStat());
    }

    private int pages() throws IOException {
        return Residency.pages(wanted).cardinality();
    }

    private int byStat() throws IOException {
        String json =
                Shell.run(
                        CommandLineProgram.with("stat", "--json", wanted).toArray(String[]::new));
        Matcher matcher = RESIDENT.matcher(json);
        if (!matcher.find()) {
            throw new IOException("fileview stat printed no number of pages: " + json);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void requireGood(Process process, String name) throws IOException {
        int exit = exitCode(process, name);
        if (exit != 0) {
            throw new UnexpectedEndException(name + " ended with exit code " + exit);
        }
    }

    private static int exitCode(Process process, String name) throws IOException {
        try {
            if (process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new UnexpectedEndException(name + " did not end within " + SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait for " + name + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
