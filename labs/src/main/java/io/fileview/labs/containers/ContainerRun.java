package io.fileview.labs.containers;

import io.fileview.labs.common.Shell;
import io.fileview.labs.containers.Finding.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One container: a program in it is killed while it commits, another does the jobs, and the command line
 * looks at the file. Each starts the container anew; only the volume stays.
 */
final class ContainerRun {
    private static final long SECONDS = 120;
    private static final int KILLED = 137;
    private static final int TIMED_OUT = -1;
    private static final List<String> OPTIONS =
            List.of(
                    "-Xmx64m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:ReservedCodeCacheSize=64m",
                    "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=/dev/stderr",
                    "--enable-native-access=ALL-UNNAMED");

    private final Shape shape;
    private final Programs programs;
    private final Path volume;
    private final Path root;
    private final Path errors;
    private final long seed;
    private final List<Finding> findings = new ArrayList<>();
    private long acknowledged = -1;

    private ContainerRun(Shape shape, Programs programs, Path volume, Path root, long seed) {
        this.shape = shape;
        this.programs = programs;
        this.volume = volume;
        this.root = root;
        this.errors = root.resolveSibling(root.getFileName() + ".errors");
        this.seed = seed;
    }

    /**
     * Makes the volume and tries whether this machine can make the container.
     *
     * @param volume a directory on a disk, which is made
     * @param root a directory, which is made
     */
    static ContainerRun prepare(
            Shape shape, Programs programs, Path volume, Path root, long seed)
            throws IOException {
        ContainerRun run = new ContainerRun(shape, programs, volume, root, seed);
        run.makeVolume();
        return run;
    }

    /** Returns why this machine cannot make the container; null if it can. */
    @Nullable String refusal() throws IOException {
        List<String> lines = new ArrayList<>();
        int exit = execute(lines::add, "--version");
        return exit == 0
                ? null
                : "a JVM ends with exit code " + exit + " there: " + String.join(" ", lines)
                        + contentOf(errors);
    }

    /** Runs the programs, and returns what was found. */
    List<Finding> run() throws IOException {
        if (shape.writes()) {
            kill();
        }
        doJobs();
        return List.copyOf(findings);
    }

    private void makeVolume() throws IOException {
        Files.createDirectory(root);
        for (String directory : List.of("layer", "upper", "work")) {
            Files.createDirectories(volume.resolve(directory));
        }
        Path file = Path.of(expanded(shape.made()));
        Files.createDirectories(file.getParent());
        TestFile.write(file, seed);
        Shell.run("chown", "-R", shape.owner() + ":" + shape.owner(), volume.toString());
        Shell.run("chmod", "-R", "u=rwX,go=rX", volume.toString());
    }

    private String expanded(String path) {
        return path.replace("$V", volume.toString()).replace("$R", root.toString());
    }

    private void kill() throws IOException {
        List<String> refused = new ArrayList<>();
        AtomicBoolean killsItself = new AtomicBoolean();
        int exit =
                execute(
                        line -> {
                            if (line.startsWith(WriterProgram.DONE)) {
                                acknowledged =
                                        Long.parseLong(
                                                line.substring(WriterProgram.DONE.length()));
                            } else if (line.startsWith(WriterProgram.REFUSED)) {
                                refused.add(line.substring(WriterProgram.REFUSED.length()));
                            } else if (line.equals(WriterProgram.KILLS)) {
                                killsItself.set(true);
                            } else {
                                System.err.println(shape.title() + ": " + line);
                            }
                        },
                        WriterProgram.class.getName(),
                        expanded(shape.file()),
                        seed);
        Finding finding = afterKill(exit, refused, killsItself.get(), acknowledged);
        if (finding != null) {
            findings.add(
                    finding.state() == State.WRONG
                            ? new Finding(
                                    Job.COMMIT, State.WRONG,
                                    finding.words() + ": " + contentOf(errors))
                            : finding);
        }
    }

    /**
     * Returns what is to be judged of the program that commits until it is killed; null if it was
     * killed, by itself, after a commit.
     *
     * @param refused the sentences with which it was refused
     * @param acknowledged the last commit that it acknowledged; negative if none
     */
    static @Nullable Finding afterKill(
            int exit, List<String> refused, boolean killsItself, long acknowledged) {
        String program = "the program that commits ";
        if (exit == TIMED_OUT) {
            return wrong(program + "did not end within " + SECONDS + " s");
        }
        if (!refused.isEmpty()) {
            return new Finding(Job.COMMIT, State.REFUSED, String.join("; ", refused));
        }
        if (exit != KILLED || !killsItself) {
            return wrong(program + "was not killed by itself, and ended with exit code " + exit);
        }
        return acknowledged < 0 ? wrong(program + "acknowledged no commit") : null;
    }

    private static Finding wrong(String words) {
        return new Finding(Job.COMMIT, State.WRONG, words);
    }

    private void doJobs() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            List<Object> program =
                    new ArrayList<>(
                            List.of(
                                    JobProgram.class.getName(),
                                    expanded(shape.file()),
                                    seed,
                                    shape.writes(),
                                    acknowledged));
            if (shape.limit() != 0) {
                program.add(largeFile());
            }
            Process process = start(program.toArray());
            int exit =
                    read(
                            process,
                            line -> {
                                if (Finding.isFinding(line)) {
                                    findings.add(Finding.parse(line));
                                } else if (line.equals(JobProgram.DROP)) {
                                    drop(process);
                                } else if (line.equals(JobProgram.HOLD)) {
                                    hold(process, arena);
                                } else {
                                    System.err.println(shape.title() + ": " + line);
                                }
                            });
            for (Job job : Job.values()) {
                if (exit != 0 && job != Job.STAT && shape.asks(job) && !isFound(job)) {
                    findings.add(crashed(job, "the program", exit));
                }
            }
            stat();
        }
    }

    /** Makes a file of twice the limit, which takes no room on the disk. */
    private Path largeFile() throws IOException {
        Path large = volume.resolve("large");
        try (RandomAccessFile sized = new RandomAccessFile(large.toFile(), "rw")) {
            sized.setLength(2 * shape.limit());
        }
        return large;
    }

    private boolean isFound(Job job) {
        return findings.stream().anyMatch(finding -> finding.job() == job);
    }

    /** Takes all pages of the file out of memory. */
    private void drop(Process process) {
        String file = expanded(shape.outside());
        answer(
                process,
                () -> {
                    Shell.run("sync", file);
                    Shell.run("dd", "if=" + file, "iflag=nocache", "count=0", "status=none");
                });
    }

    /** Maps and reads all pages from outside, until the arena is closed. */
    private void hold(Process process, Arena arena) {
        Path file = Path.of(expanded(shape.outside()));
        answer(
                process,
                () -> {
                    try (FileChannel channel =
                            FileChannel.open(file, StandardOpenOption.READ)) {
                        channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)
                                .load();
                    }
                });
    }

    /** What the program in the container waits for. */
    private interface Preparation {
        void run() throws IOException;
    }

    private void answer(Process process, Preparation preparation) {
        try {
            preparation.run();
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            end(process);
            System.err.println(shape.title() + ": its file could not be prepared: " + e);
        }
    }

    private void stat() throws IOException {
        List<String> lines = new ArrayList<>();
        int exit =
                execute(
                        line -> lines.add(line.strip()),
                        "io.fileview.cli.Main",
                        "stat",
                        expanded(shape.file()),
                        "--ascii");
        findings.add(StatOutput.judged(shape.stat(), exit, lines, contentOf(errors)));
    }

    private Finding crashed(Job job, String program, int exit) throws IOException {
        return new Finding(
                job,
                State.WRONG,
                program
                        + (exit == TIMED_OUT
                                ? " did not end within " + SECONDS + " s: "
                                : " ended with exit code " + exit + ": ")
                        + contentOf(errors));
    }

    private static String contentOf(Path errors) throws IOException {
        return new String(Files.readAllBytes(errors), StandardCharsets.UTF_8).strip();
    }

    private int execute(Consumer<String> lines, Object... program) throws IOException {
        Process process = start(program);
        process.getOutputStream().close();
        return read(process, lines);
    }

    private Process start(Object... program) throws IOException {
        List<String> command = new ArrayList<>(programs.intoCgroup(shape.limit()));
        command.addAll(shape.tool());
        command.addAll(List.of("sh", "-euc", shape.script(), "sh"));
        if (!shape.denied().isEmpty()) {
            command.addAll(programs.java(OPTIONS));
            command.addAll(
                    List.of(SeccompProgram.class.getName(), String.join(",", shape.denied())));
        }
        command.addAll(programs.java(OPTIONS));
        for (Object word : program) {
            command.add(word.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("V", volume.toString());
        builder.environment().put("R", root.toString());
        builder.environment().put("H", programs.javaHome());
        builder.environment().put("C", programs.directory().toString());
        return builder.start();
    }

    /** Returns the exit code, or {@link #TIMED_OUT}. */
    private static int read(Process process, Consumer<String> lines) throws IOException {
        AtomicBoolean isTooLate = new AtomicBoolean();
        CompletableFuture<Void> limit =
                CompletableFuture.runAsync(
                        () -> {
                            isTooLate.set(true);
                            end(process);
                        },
                        CompletableFuture.delayedExecutor(SECONDS, TimeUnit.SECONDS));
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.accept(line);
            }
            int exit = process.onExit().join().exitValue();
            return isTooLate.get() ? TIMED_OUT : exit;
        } finally {
            limit.cancel(false);
            end(process);
            process.onExit().join();
        }
    }

    /**
     * Kills a program with all that it has started: a shell that waits for a program would leave that
     * behind, with its output open and its mounts in use.
     */
    static void end(Process process) {
        List<ProcessHandle> started = process.descendants().toList();
        process.toHandle().destroyForcibly(); // leaves the output open, which has an end now
        started.forEach(ProcessHandle::destroyForcibly);
    }
}
