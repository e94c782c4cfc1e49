package io.fileview.consumers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program of src/test/projects, packed in several ways by Maven, from what was published. */
final class Projects {
    private static final Path DIRECTORY = Path.of("target", "projects").toAbsolutePath();
    private static final Once<Path> BUILT = new Once<>(Projects::build);

    private Projects() {}

    /** What one of the projects has built. */
    static Path built(String project) throws InterruptedException {
        return BUILT.get().resolve(project).resolve("target");
    }

    /** The jar of the library, as Maven has resolved it. */
    static Path library() throws InterruptedException {
        return built("direct").resolve("lib/fileview-core-" + Published.VERSION + ".jar");
    }

    private static Path build() throws IOException, InterruptedException {
        Path repository = Published.repository();
        Trees.empty(DIRECTORY);
        Path projects = DIRECTORY.resolve("projects");
        Trees.copy(Path.of("target", "project-sources"), projects, name -> false);
        List<String> words = new ArrayList<>();
        if (Maven.isOffline()) {
            // The repository of files is all there is to ask.
            words.addAll(List.of("-o", "-Daether.offline.protocols=file"));
        }
        words.addAll(List.of("-Dpublished=" + repository.toUri(), "package"));
        Maven.in(DIRECTORY).run(projects, words.toArray(String[]::new));
        return projects;
    }
}
