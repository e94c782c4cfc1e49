package io.fileview.testing;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
import io.fileview.live.Engines;
import io.fileview.spi.Engine;
import java.io.IOException;
import java.nio.file.Path;

/** The engine that this run of the suite tests, from the property {@code fileview.test.engine}. */
public final class EngineUnderTest {
    public static final String PROPERTY = "fileview.test.engine";

    private EngineUnderTest() {}

    /** What the property says; {@code auto} where the library shall choose. */
    public static String choice() {
        return System.getProperty(PROPERTY, "auto");
    }

    /** The engine that serves. */
    public static Engine engine() {
        return Engines.choose(choice().equals("auto") ? null : choice(), null);
    }

    /** The name of the engine that serves. */
    public static String name() {
        return engine().name();
    }

    public static boolean isLinux() {
        return name().equals("linux");
    }

    public static MappingBuilder builder(Path path) {
        return chosen(FileMapping.builder(path));
    }

    public static MappingBuilder memoryBuilder(long size) {
        return chosen(FileMapping.memoryBuilder(size));
    }

    public static FileMapping open(Path path, Protection protection) throws IOException {
        return builder(path).protection(protection).open();
    }

    private static MappingBuilder chosen(MappingBuilder builder) {
        return choice().equals("auto") ? builder : builder.engine(engine());
    }
}
