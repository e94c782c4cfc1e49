package io.fileview.labs.cluster;

import io.fileview.labs.common.Mounts;
import io.fileview.labs.common.Pause;
import io.fileview.labs.common.Shell;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A GlusterFS volume of three replicas, each on a node of its own, mounted twice. The two clients are
 * separate like two machines: neither sees the page cache of the other.
 */
final class GlusterVolume implements Place {
    static final int NODES = 3;
    private static final int START_ATTEMPTS = 5;

    private final Path work;
    private final Network network;
    private final List<GlusterNode> nodes = new ArrayList<>();
    private final List<Path> mounts;
    private final Undo undo = new Undo();

    private GlusterVolume(Path work) {
        this.work = work;
        this.network = new Network();
        this.mounts = List.of(work.resolve("writer"), work.resolve("witness"));
    }

    /** Starts three nodes, makes the volume and mounts it twice. */
    static GlusterVolume start(Path work) throws IOException {
        GlusterVolume volume = new GlusterVolume(work);
        try {
            volume.start();
            return volume;
        } catch (IOException | RuntimeException e) {
            volume.close();
            throw e;
        }
    }

    private void start() throws IOException {
        undo.later("remove the network", network::close);
        network.open(NODES);
        for (int i = 1; i <= NODES; i++) {
            nodes.add(GlusterNode.start(network, i, work.resolve("node" + i)));
        }
        for (GlusterNode node : nodes) {
            node.awaitReady();
        }
        GlusterNode first = nodes.getFirst();
        for (GlusterNode peer : nodes.subList(1, NODES)) {
            first.gluster("peer", "probe", peer.address());
        }
        awaitPeers(first);
        List<String> create =
                new ArrayList<>(
                        List.of("volume", "create", "vol", "replica", String.valueOf(NODES)));
        nodes.forEach(node -> create.add(node.address() + ":" + node.brick()));
        create.add("force");
        first.gluster(create.toArray(String[]::new));
        first.gluster("volume", "start", "vol");
        awaitBricks();
        for (Path mount : mounts) {
            Files.createDirectories(mount);
            undo.later("unmount " + mount, () -> Mounts.unmount(mount));
            mount(mount);
        }
    }

    private static void awaitPeers(GlusterNode first) throws IOException {
        boolean all =
                Pause.until(
                        30,
                        () -> first.gluster("peer", "status").split("\\(Connected\\)", -1).length
                                == NODES);
        if (!all) {
            throw new IOException(
                    "the nodes do not find each other: " + first.gluster("peer", "status"));
        }
    }

    /** Starts the bricks again until all run: sometimes one stays down after a start. */
    private void awaitBricks() throws IOException {
        for (int attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
            if (Pause.until(10, this::bricksListen)) {
                return;
            }
            nodes.getFirst().gluster("volume", "start", "vol", "force");
        }
        throw new IOException(
                "not all bricks of the volume start: "
                        + nodes.getFirst().gluster("volume", "status", "vol"));
    }

    private boolean bricksListen() throws IOException {
        for (GlusterNode node : nodes) {
            if (node.brickProcess().isEmpty()) {
                return false;
            }
        }
        String status = nodes.getFirst().gluster("volume", "status", "vol", "detail");
        return status.split("Online +: Y", -1).length == NODES + 1;
    }

    private void mount(Path mount) throws IOException {
        List<String> command = new ArrayList<>(List.of("glusterfs", "--process-name", "fuse"));
        nodes.forEach(node -> command.add("--volfile-server=" + node.address()));
        command.add("--volfile-id=vol");
        command.add("--log-file=" + mount + ".log");
        command.add(mount.toString());
        for (int attempt = 1;; attempt++) {
            try {
                undo.unlessOver(() -> network.runBesideNodes(command));
                break;
            } catch (IOException e) {
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
                // The client of the previous mount may not have ended yet.
                Mounts.unmount(mount);
                Pause.millis(1_000);
            }
        }
        if (!Pause.until(20, () -> Mounts.isMounted(mount) && Files.isDirectory(mount))) {
            throw new IOException("the volume could not be mounted; see " + mount + ".log");
        }
    }

    @Override
    public Technology technology() {
        return Technology.GLUSTERFS;
    }

    @Override
    public Path directory() {
        return mounts.getFirst();
    }

    @Override
    public Path witness() {
        return mounts.getLast();
    }

    @Override
    public void remount() throws IOException {
        for (Path mount : mounts) {
            Mounts.unmount(mount);
        }
        Mounts.dropCaches();
        for (Path mount : mounts) {
            mount(mount);
        }
    }

    /** Returns the replica of a file on each of the nodes. */
    List<Path> replicas(Path file) {
        Path mount = file.startsWith(directory()) ? directory() : witness();
        return nodes.stream()
                .map(node -> node.brick().resolve(mount.relativize(file).toString()))
                .toList();
    }

    /** Changes one byte of the block on all nodes, so that no node can supply the right one. */
    @Override
    public void corrupt(Path file, byte[] block) throws IOException {
        for (Path replica : replicas(file)) {
            byte[] bytes = Files.readAllBytes(replica);
            for (int at = 0; at + block.length <= bytes.length; at += block.length) {
                if (Arrays.equals(bytes, at, at + block.length, block, 0, block.length)) {
                    try (FileChannel channel =
                            FileChannel.open(replica, StandardOpenOption.WRITE)) {
                        byte other = (byte) ~block[block.length / 2];
                        channel.write(
                                ByteBuffer.wrap(new byte[] {other}), at + block.length / 2);
                    }
                }
            }
        }
        remount();
    }

    @Override
    public String disk() {
        return "the replica on each of the three nodes";
    }

    /** Tells whether all three replicas have the bytes. */
    @Override
    public boolean[] onDisk(Path[] files, byte[][] bytes) throws IOException {
        boolean[] there = new boolean[files.length];
        for (int i = 0; i < files.length; i++) {
            there[i] = true;
            for (Path replica : replicas(files[i])) {
                there[i] &=
                        Files.exists(replica)
                                && Arrays.equals(Files.readAllBytes(replica), bytes[i]);
            }
        }
        return there;
    }

    /** Ends the brick of a node as the failure of a machine would: by kill -9. */
    void killBrick(int node) throws IOException {
        nodes.get(node - 1).killBrick();
    }

    /** Starts the bricks that were killed. */
    void startBricks() throws IOException {
        nodes.getFirst().gluster("volume", "start", "vol", "force");
        awaitBricks();
    }

    /** Waits until the replicas are equal; tells whether that happened in time. */
    boolean healed(long seconds) throws IOException {
        GlusterNode first = nodes.getFirst();
        return Pause.until(
                seconds,
                () -> {
                    first.attempt("volume", "heal", "vol");
                    Shell.Outcome info = first.attempt("volume", "heal", "vol", "info");
                    return info.isGood()
                            && info.output().split("Number of entries: 0\n", -1).length
                                    == NODES + 1;
                });
    }

    /** Waits until both mounts can write again, for which they must have found the bricks. */
    void awaitWritable() throws IOException {
        for (Path mount : mounts) {
            Path probe = mount.resolve("probe-of-" + mount.getFileName());
            boolean writable =
                    Pause.until(
                            60,
                            () -> {
                                try {
                                    Files.write(probe, new byte[] {1});
                                    Files.delete(probe);
                                    return true;
                                } catch (IOException e) {
                                    return false;
                                }
                            });
            if (!writable) {
                throw new IOException(mount + " cannot be written 60 s after the bricks started");
            }
        }
    }

    @Override
    public void close() {
        undo.close();
    }
}
