package io.fileview.labs.cluster;

import io.fileview.labs.common.Pause;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One node of the volume: a network namespace, and private directories over those of GlusterFS. */
final class GlusterNode {
    private static final String START =
            """
                    mount --bind "$1/lib" /var/lib/glusterd
                    mount --bind "$1/log" /var/log/glusterfs
                    mount --bind "$1/run" /run
                    mkdir -p /run/gluster /var/log/glusterfs/bricks
                    exec glusterd --pid-file=/run/glusterd.pid -N
                    """;

    private final int number;
    private final Path directory;
    private final Process daemon;

    private GlusterNode(int number, Path directory, Process daemon) {
        this.number = number;
        this.directory = directory;
        this.daemon = daemon;
    }

    static GlusterNode start(Network network, int number, Path directory) throws IOException {
        for (String part : new String[] {"lib", "log", "run", "brick"}) {
            Files.createDirectories(directory.resolve(part));
        }
        Process daemon =
                new ProcessBuilder(
                        "ip", "netns", "exec", network.node(number), "unshare", "--mount", "bash",
                        "-euc", START, "node" + number, directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("glusterd.out").toFile())
                        .start();
        daemon.getOutputStream().close();
        return new GlusterNode(number, directory, daemon);
    }

    String address() {
        return Network.address(number);
    }

    /** Returns where the node keeps its replica of the files. */
    Path brick() {
        return directory.resolve("brick");
    }

    void awaitReady() throws IOException {
        if (!Pause.until(30, () -> daemon.isAlive() && attempt("peer", "status").isGood())) {
            throw new IOException(
                    "glusterd of node " + number + " does not answer; see "
                            + directory.resolve("log"));
        }
    }

    /** Runs the command line of GlusterFS in the node, which must succeed. */
    String gluster(String... words) throws IOException {
        Shell.Outcome outcome = attempt(words);
        if (!outcome.isGood()) {
            throw new IOException(
                    "gluster " + String.join(" ", words) + " failed: " + outcome.output().strip());
        }
        return outcome.output();
    }

    Shell.Outcome attempt(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "nsenter", "--target", String.valueOf(daemon.pid()), "--mount",
                                "--net", "gluster", "--mode=script"));
        command.addAll(List.of(words));
        return Shell.attempt(command.toArray(String[]::new));
    }

    /** Returns the process that serves the brick, while it runs. */
    Optional<ProcessHandle> brickProcess() throws IOException {
        Path pids = directory.resolve("run/gluster/vols/vol");
        if (!Files.isDirectory(pids)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(pids)) {
            Optional<Path> file = files.filter(f -> f.toString().endsWith(".pid")).findFirst();
            String pid = file.isPresent() ? Files.readString(file.get()).strip() : "";
            return pid.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(pid)).filter(this::isBrick);
        }
    }

    /** The process number in the file may belong to another process by now. */
    private boolean isBrick(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                    .contains(brick().toString());
        } catch (IOException e) {
            return false;
        }
    }

    void killBrick() throws IOException {
        ProcessHandle brick =
                brickProcess().orElseThrow(
                        () -> new IOException("node " + number + " has no brick to be killed"));
        brick.destroyForcibly();
        if (!Pause.until(10, () -> !brick.isAlive())) {
            throw new IOException("the brick of node " + number + " does not end");
        }
    }
}
