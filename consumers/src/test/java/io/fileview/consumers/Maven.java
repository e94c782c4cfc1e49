package io.fileview.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Maven, which knows plugins and other people's libraries as the Maven does that runs this test, and
 * has never heard of Fileview.
 */
final class Maven {
    private static final Path HOME = Path.of(System.getProperty("fileview.maven.home"));
    private static final Path KNOWN = Path.of(System.getProperty("fileview.maven.repository"));

    private final Path localRepository;

    private Maven(Path localRepository) {
        this.localRepository = localRepository;
    }

    /** A Maven whose local repository is a new one in a directory. */
    static Maven in(Path directory) throws IOException {
        Path repository = Trees.empty(directory.resolve("local-repository"));
        Files.createDirectory(repository.resolve("io"));
        link(KNOWN, repository);
        link(KNOWN.resolve("io"), repository.resolve("io"));
        return new Maven(repository);
    }

    /** Links to everything but Fileview: what is downloaded through a link is kept for everybody. */
    private static void link(Path from, Path to) throws IOException {
        for (Path entry : othersIn(from)) {
            Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
        }
    }

    /** Keeps what was downloaded where there was nothing to link to. */
    private static void keep(Path from, Path to) throws IOException {
        for (Path entry : othersIn(from)) {
            Path kept = to.resolve(entry.getFileName());
            if (!Files.exists(kept)) {
                Trees.copy(entry, kept, name -> false);
            }
        }
    }

    /** What is in a local repository, or in its io, of others than Fileview. */
    private static List<Path> othersIn(Path repository) throws IOException {
        if (!Files.isDirectory(repository)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(repository)) {
            return entries
                    .filter(entry -> !Set.of("io", "fileview").contains(entry.getFileName() + ""))
                    .toList();
        }
    }

    /** Runs it in a project; fails where Maven fails. */
    void run(Path project, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(HOME.resolve("bin/mvn").toString());
        command.addAll(List.of("-B", "-ntp", "-Dmaven.repo.local=" + localRepository));
        command.addAll(List.of(words));
        Program.run(project, Map.of("JAVA_HOME", Program.JDK.toString()), command);
        keep(localRepository, KNOWN);
        keep(localRepository.resolve("io"), KNOWN.resolve("io"));
    }

    /** Whether the Maven that runs this test may not use the network. */
    static boolean isOffline() {
        return System.getProperty("fileview.maven.offline").equals("is true");
    }
}
