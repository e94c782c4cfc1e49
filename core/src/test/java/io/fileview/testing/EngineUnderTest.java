package io.fileview.testing;

import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
import io.fileview.live.Engines;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Mode;
import io.fileview.memory.Options;
import io.fileview.spi.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The engine that this run of the suite tests, from the property {@code fileview.test.engine}. */
public final class EngineUnderTest {
    public static final String PROPERTY = "fileview.test.engine";

    /** The engine that makes calls of the operating system, if there is one for it. */
    public static final String NATIVE = Needs.isWindows() ? "windows" : "linux";
    /** The page size in bytes of the engine that has its files in memory. */
    public static final String PAGE_SIZE_PROPERTY = "fileview.test.pageSize";

    private static final String MEMORY = "memory";
    private static final String MEMORY_SOFTWARE = "memory-software";

    private EngineUnderTest() {}

    /** Made when it is first used, and then the same for all tests. */
    private static final class InMemory {
        static final MemoryFileSystem FILES =
                new MemoryFileSystem(
                        Options.DEFAULT
                                .mode(hasSegments() ? Mode.SEGMENT : Mode.SOFTWARE)
                                .pageSize(Integer.getInteger(PAGE_SIZE_PROPERTY, 4_096)));
    }

    /** What the property says; {@code auto} where the library shall choose. */
    public static String choice() {
        return System.getProperty(PROPERTY, "auto");
    }

    /** The engine that serves. */
    public static Engine engine() {
        return isMemory()
                ? files().engine()
                : Engines.choose(choice().equals("auto") ? null : choice(), null);
    }

    /** The name of the engine that serves. */
    public static String name() {
        return engine().name();
    }

    /** The size of its pages in bytes. */
    public static int pageSize() {
        try (FileMapping mapping = memoryBuilder(1).open()) {
            return (int) mapping.pageSize();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static boolean isLinux() {
        return name().equals("linux");
    }

    /** Whether the files are in the memory of this process alone; see {@link TestFiles}. */
    public static boolean isMemory() {
        return choice().equals(MEMORY) || choice().equals(MEMORY_SOFTWARE);
    }

    /** Whether views have segments; if not, each access is a call, and the engine sees it. */
    public static boolean hasSegments() {
        return !choice().equals(MEMORY_SOFTWARE);
    }

    /** In memory, private pages that do not differ from the file follow it, unless a test says otherwise. */
    public static void copiesFollow(boolean follow) {
        if (isMemory()) {
            files().behaviour().copiesFollow(follow);
        }
    }

    /** The file system of the engine in memory. */
    static MemoryFileSystem files() {
        return InMemory.FILES;
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
