package io.fileview.cli;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitMappingBuilder;
import io.fileview.live.Engines;
import io.fileview.spi.Engine;
import io.fileview.spi.FileLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option {@code --engine}. */
final class EngineOption {
    @Option(names = "--engine", paramLabel = "NAME", description = "Use this engine: linux, windows or portable (default: the one that FILEVIEW_ENGINE names, or the best available).")
    private @Nullable String name;

    private @Nullable Boolean isLinux;

    /** The same option for another process. */
    List<String> arguments() {
        return name == null ? List.of() : List.of("--engine", name);
    }

    MappingBuilder builder(Path file) {
        MappingBuilder builder = FileMapping.builder(file);
        return name == null ? builder : builder.engine(name);
    }

    FileMapping open(MappingBuilder builder) throws IOException {
        try {
            return builder.open();
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw refused(e);
        }
    }

    private RuntimeException refused(RuntimeException e) {
        return name == null ? e : CommandFailure.wrongUsage(ErrorSentence.of(e));
    }

    /** The engine itself, for a command that does more with files than to map them. */
    Engine engine(Path file) {
        try {
            return Engines.choose(name, FileLocation.of(file));
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw refused(e);
        }
    }

    /** Whether files are opened by the engine of Linux; chosen once, for any number of files. */
    boolean isLinux() {
        Boolean known = isLinux;
        if (known == null) {
            known = engine(Path.of("/")).name().equals("linux");
            isLinux = known;
        }
        return known;
    }

    /** Opens a file as its only writer, with room for a journal of a number of bytes. */
    CommitMapping openForCommits(Path file, long journalLimit) throws IOException {
        CommitMappingBuilder builder = CommitMapping.builder(file).journalLimit(journalLimit);
        if (name == null) {
            return builder.open();
        }
        try {
            return builder.engine(name).open();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.wrongUsage(ErrorSentence.of(e));
        }
    }

    /** Opens a file for read-only and copy-on-write views. */
    FileMapping open(Path file) throws IOException {
        return open(builder(file));
    }
}
