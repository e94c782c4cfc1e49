package io.fileview.labs.windows;

import io.fileview.labs.common.Directories;
import io.fileview.labs.common.Pause;
import io.fileview.labs.workload.Verdict;
import io.fileview.labs.workload.Workloads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * On Windows: kills {@link CommittingProgram} again and again with TerminateProcess, at random moments,
 * and checks what it left.
 *
 * <p>Arguments: the directory, the number of kills, those of the control, the seed.
 */
final class KillsProgram {
    private static final int LONGEST_MILLIS = 250;
    private static final long HUNG_SECONDS = 120;

    private static final String JOURNAL = "pages.fileview-journal";

    private final Path directory;
    private final long seed;
    private final SplittableRandom random;
    private long commits;
    private long journals;
    private long lost;
    private long mixed;
    private long hung;
    private String problem = "";

    private KillsProgram(Path directory, long seed) {
        this.directory = directory;
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[3]);
        KillsProgram kills = new KillsProgram(directory.resolve("commits"), seed);
        kills.run(Integer.parseInt(arguments[1]), true);
        boolean held = kills.lost + kills.mixed + kills.hung == 0 && kills.journals > 0;
        kills.print("committing process killed", arguments[1], held);
        KillsProgram control = new KillsProgram(directory.resolve("flushes"), seed);
        control.run(Integer.parseInt(arguments[2]), false);
        control.print("control, pages flushed one by one", arguments[2], control.mixed > 0);
        System.exit(0); // A check that hangs would keep the JVM.
    }

    private void print(String what, String kills, boolean held) {
        new Row(
                "kills",
                what,
                Long.parseLong(kills),
                held ? Shown.HELD : Shown.BROKEN,
                "commits " + commits + ", journals found " + journals + ", lost " + lost
                        + ", mixed "
                        + mixed + ", hung " + hung
                        + (problem.isEmpty() ? "" : ", first: " + problem))
                .print();
    }

    private void run(int kills, boolean flushed) throws IOException {
        long done = 0;
        for (int kill = 0; kill < kills; kill++) {
            if (!flushed) {
                Directories.delete(directory); // One page flushed half is found once only.
                done = 0;
            }
            Files.createDirectories(directory);
            long last = commitUntilKilled(done, flushed);
            commits += last - done;
            done = last;
            journals += Files.exists(directory.resolve(JOURNAL)) ? 1 : 0;
            check(done);
        }
    }

    /** Returns the last commit that was reported done. */
    private long commitUntilKilled(long earlier, boolean flushed) throws IOException {
        Process process =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-PrintWarnings",
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CommittingProgram.class.getName(),
                        directory.toString(),
                        Long.toString(seed),
                        Long.toString(earlier),
                        Boolean.toString(flushed))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        AtomicLong last = new AtomicLong(earlier);
        CompletableFuture<?> first = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, last, first));
        reader.start();
        try {
            first.get(HUNG_SECONDS, TimeUnit.SECONDS);
            Pause.millis(random.nextInt(LONGEST_MILLIS));
        } catch (TimeoutException e) {
            hung++;
            note("no commit within " + HUNG_SECONDS + " s");
        } catch (ExecutionException | InterruptedException e) {
            throw new IOException("the committing process ended by itself after commit " + last, e);
        } finally {
            process.destroyForcibly().onExit().join(); // TerminateProcess
        }
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return last.get();
    }

    private static void read(Process process, AtomicLong last, CompletableFuture<?> first) {
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.endsWith(CommittingProgram.END)) {
                    last.set(Long.parseLong(line.substring(0, line.length() - 1)));
                    first.complete(null);
                }
            }
        } catch (IOException e) {
            first.completeExceptionally(e);
        }
        first.completeExceptionally(new IOException("its output has ended"));
    }

    private void check(long done) {
        CompletableFuture<Verdict> check =
                CompletableFuture.supplyAsync(
                        () -> Verdict.of(Workloads.COMMIT, directory, Map.of(0, done), seed));
        try {
            Verdict verdict = check.get(HUNG_SECONDS, TimeUnit.SECONDS);
            lost += verdict.lost() > 0 ? 1 : 0;
            mixed += verdict.broken() > 0 ? 1 : 0;
            if (verdict.problem() != null) {
                note(verdict.problem());
            }
        } catch (TimeoutException e) {
            hung++;
            note("the file could not be opened and read within " + HUNG_SECONDS + " s");
        } catch (ExecutionException | InterruptedException e) {
            mixed++;
            note(String.valueOf(e));
        }
    }

    private void note(String what) {
        if (problem.isEmpty()) {
            problem = what;
        }
    }
}
