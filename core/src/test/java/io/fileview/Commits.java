package io.fileview;

import java.io.IOException;
import java.nio.file.Path;

/** Commit mappings and readers on the engine under test. */
final class Commits {
    private Commits() {}

    static CommitMappingBuilder builder(Path path) throws IOException {
        return CommitMapping.builder(path).engine(EngineUnderTest.name());
    }

    static CommitMapping open(Path path) throws IOException {
        return builder(path).open();
    }

    static CommitReader reader(Path path) throws IOException {
        return CommitReader.open(path, EngineUnderTest.name());
    }
}
