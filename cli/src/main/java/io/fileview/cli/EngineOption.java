package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --engine}. */
final class EngineOption {
    @Option(names = "--engine", paramLabel = "NAME", description = "Use this engine: linux, windows or portable (default: the one that FILEVIEW_ENGINE names, or the best available).")
    private @Nullable String name;

    MappingBuilder builder(Path file) {
        MappingBuilder builder = FileMapping.builder(file);
        return name == null ? builder : builder.engine(name);
    }

    FileMapping open(MappingBuilder builder) throws IOException {
        try {
            return builder.open();
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            if (name == null) {
                throw e;
            }
            throw CommandFailure.wrongUsage(ErrorSentence.of(e));
        }
    }

    /** Opens a file for read-only and copy-on-write views. */
    FileMapping open(Path file) throws IOException {
        return open(builder(file));
    }
}
