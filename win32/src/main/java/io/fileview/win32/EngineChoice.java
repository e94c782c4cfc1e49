package io.fileview.win32;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The engine of the core that maps files and memory.
 *
 * @param name its name, or null to let the core choose
 */
record EngineChoice(@Nullable String name) {
    MappingBuilder file(Path path) {
        return with(FileMapping.builder(path));
    }

    MappingBuilder memory(long size) {
        return with(FileMapping.memoryBuilder(size));
    }

    private MappingBuilder with(MappingBuilder builder) {
        return name == null ? builder : builder.engine(name);
    }
}
