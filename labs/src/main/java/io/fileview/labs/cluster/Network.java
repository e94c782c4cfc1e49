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

/**
 * Network namespaces connected by a bridge: one for each node and one, which has the bridge, for the
 * clients. The network of the machine is not touched, so that addresses cannot clash. The names begin
 * with the prefix of the lab and its process number, by which a later run finds what was left behind.
 */
final class Network {
    static final String PREFIX = "fileview-lab-";
    private static final Path NAMESPACES = Path.of("/run/netns");

    private final String name = PREFIX + ProcessHandle.current().pid() + "-";
    private final String clients = name + "clients";

    void open(int nodes) throws IOException {
        Shell.run("ip", "netns", "add", clients);
        inClients("link", "add", "bridge0", "type", "bridge");
        inClients("addr", "add", address(254) + "/24", "dev", "bridge0");
        inClients("link", "set", "bridge0", "up");
        inClients("link", "set", "lo", "up");
        for (int i = 1; i <= nodes; i++) {
            String node = node(i);
            Shell.run("ip", "netns", "add", node);
            inClients("link", "add", "node" + i, "type", "veth", "peer", "name", "eth0", "netns",
                    node);
            inClients("link", "set", "node" + i, "master", "bridge0", "up");
            Shell.run("ip", "-n", node, "addr", "add", address(i) + "/24", "dev", "eth0");
            Shell.run("ip", "-n", node, "link", "set", "eth0", "up");
            Shell.run("ip", "-n", node, "link", "set", "lo", "up");
        }
    }

    private void inClients(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", clients));
        command.addAll(List.of(words));
        Shell.run(command.toArray(String[]::new));
    }

    String node(int number) {
        return name + "node" + number;
    }

    static String address(int host) {
        return "10.99.0." + host;
    }

    /** Runs a tool that reaches the nodes and sees the mounts of the machine. */
    void runBesideNodes(List<String> command) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("nsenter", "--net=" + NAMESPACES.resolve(clients)));
        words.addAll(command);
        Shell.run(words.toArray(String[]::new));
    }

    /** Ends all processes in the namespaces and deletes them. */
    void close() throws IOException {
        remove(name);
    }

    /** Deletes what killed runs have left. */
    static void removeLeftovers() throws IOException {
        for (String left : namespaces(PREFIX)) {
            String number = left.substring(PREFIX.length(), left.indexOf('-', PREFIX.length()));
            long pid = Long.parseLong(number);
            if (ProcessHandle.of(pid).isEmpty()) {
                remove(PREFIX + pid + "-");
            }
        }
    }

    private static void remove(String prefix) throws IOException {
        for (String namespace : namespaces(prefix)) {
            // Only processes of the lab are in a namespace that it made.
            boolean empty =
                    Pause.until(
                            10,
                            () -> {
                                List<Long> pids = processes(namespace);
                                pids.stream()
                                        .map(ProcessHandle::of)
                                        .flatMap(Optional::stream)
                                        .forEach(ProcessHandle::destroyForcibly);
                                return pids.isEmpty();
                            });
            if (!empty) {
                throw new IOException("processes in namespace " + namespace + " do not end");
            }
            Shell.run("ip", "netns", "delete", namespace);
        }
    }

    private static List<Long> processes(String namespace) throws IOException {
        return Shell.run("ip", "netns", "pids", namespace).lines().map(Long::valueOf).toList();
    }

    private static List<String> namespaces(String prefix) throws IOException {
        if (!Files.isDirectory(NAMESPACES)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(NAMESPACES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }
}
