package io.fileview;

import java.io.IOException;
import java.nio.file.Path;

/** The engine that this run of the suite tests, from the property {@code fileview.test.engine}. */
final class EngineUnderTest {
    static final String PROPERTY = "fileview.test.engine";

    private EngineUnderTest() {}

    /** What the property says; {@code auto} where the library shall choose. */
    static String choice() {
        return System.getProperty(PROPERTY, "auto");
    }

    /** The name of the engine that serves. */
    static String name() throws IOException {
        if (!choice().equals("auto")) {
            return choice();
        }
        try (FileMapping memory = FileMapping.memory(1)) {
            return memory.engine();
        }
    }

    static boolean isLinux() throws IOException {
        return name().equals("linux");
    }

    static MappingBuilder builder(Path path) {
        return chosen(FileMapping.builder(path));
    }

    static MappingBuilder memoryBuilder(long size) {
        return chosen(FileMapping.memoryBuilder(size));
    }

    static FileMapping open(Path path, Protection protection) throws IOException {
        return builder(path).protection(protection).open();
    }

    private static MappingBuilder chosen(MappingBuilder builder) {
        return choice().equals("auto") ? builder : builder.engine(choice());
    }
}
