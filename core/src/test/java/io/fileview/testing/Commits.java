package io.fileview.testing;

import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitMappingBuilder;
import io.fileview.commit.CommitReader;
import java.io.IOException;
import java.nio.file.Path;

/** Commit mappings and readers on the engine under test. */
public final class Commits {
    private Commits() {}

    public static CommitMappingBuilder builder(Path path) {
        return CommitMapping.builder(path).engine(EngineUnderTest.engine());
    }

    public static CommitMapping open(Path path) throws IOException {
        return builder(path).open();
    }

    public static CommitReader reader(Path path) throws IOException {
        return CommitReader.open(path, EngineUnderTest.engine());
    }
}
