package io.fileview.consumers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** A repository of files into which the release profile has deployed Fileview. */
final class Published {
    static final String VERSION = System.getProperty("fileview.version");

    private static final Path DIRECTORY = Path.of("target", "published").toAbsolutePath();
    private static final Once<Path> REPOSITORY = new Once<>(Published::publish);

    private Published() {}

    static Path repository() throws InterruptedException {
        return REPOSITORY.get();
    }

    /**
     * Builds a copy of the checkout, as the build that runs this test still uses its own, and installs
     * nothing. What the checks and tests of a build find they have found in that build.
     */
    private static Path publish() throws IOException, InterruptedException {
        Path repository = Trees.empty(DIRECTORY).resolve("repository");
        Path checkout = DIRECTORY.resolve("checkout");
        Trees.copy(
                Path.of(System.getProperty("fileview.checkout")),
                checkout,
                Set.of("target", ".git", ".ci", ".idea", ".settings", ".vscode")::contains);
        Maven.in(DIRECTORY).run(
                checkout,
                "-Prelease",
                "-Dquick",
                "-Dmaven.source.skip=false",
                "-Dmaven.javadoc.skip=false",
                "-Dmaven.install.skip=true",
                "-Dtoolchain.jdk.env=JAVA_HOME",
                "-DaltDeploymentRepository=published::" + repository.toUri(),
                "deploy");
        return repository;
    }
}
