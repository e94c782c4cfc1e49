package io.fileview.messages;

import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.EngineUnderTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What only the engines of real files refuse: links, entries of directories, and other threads. */
final class EngineProvocations {
    private static final FileLocation ELSEWHERE = FileLocation.of(URI.create("smb://server/file"));

    private final Path directory;
    private final List<Provocation> all = new ArrayList<>();

    private EngineProvocations(Path directory) {
        this.directory = directory;
    }

    static List<Provocation> in(Path directory) throws IOException {
        Path own = Files.createDirectory(directory.resolve("engine"));
        EngineProvocations provocations = new EngineProvocations(own);
        provocations.links();
        provocations.entries();
        provocations.threads();
        return provocations.all;
    }

    private void add(String name, Provocation.Act act) {
        all.add(new Provocation(name, act));
    }

    private Path link(String name, String target) throws IOException {
        return Files.createSymbolicLink(directory.resolve(name), Path.of(target));
    }

    private static void create(Path path) throws IOException {
        EngineUnderTest.builder(path)
                .protection(Protection.READ_WRITE)
                .create()
                .size(1)
                .open()
                .close();
    }

    private void links() throws IOException {
        Path loop = link("loop", "loop");
        Path parent = link("parent", "missing/..");
        add("create at a loop of links", () -> create(loop));
        add("create at a link to a directory above", () -> create(parent));
        add("create at the root", () -> create(Path.of("/")));
    }

    private void entry(String name, Use use) {
        add(
                name,
                () -> {
                    Path file = Files.write(directory.resolve("entry"), new byte[10]);
                    Directory entries =
                            EngineUnderTest.engine().resolve(FileLocation.of(file)).directory();
                    try {
                        use.of(entries);
                    } finally {
                        entries.close();
                    }
                });
    }

    private interface Use {
        void of(Directory entries) throws IOException;
    }

    private void entries() throws IOException {
        Engine engine = EngineUnderTest.engine();
        OpenRequest reading = OpenRequest.existing(Protection.READ_ONLY);
        link("linked", "entry");
        Files.createDirectory(directory.resolve("folder"));
        add("open a URI of others", () -> engine.open(ELSEWHERE, reading));
        add("resolve a URI of others", () -> engine.resolve(ELSEWHERE));
        add(
                "resolve below a file",
                () -> engine.resolve(
                        FileLocation.of(directory.resolve("entry").resolve("below"))));
        entry("an entry with a path", entries -> entries.find("a/b"));
        entry("a new name with a path", entries -> entries.rename("entry", "a/b"));
        entry("rename what is missing", entries -> entries.rename("missing", "entry"));
        entry("rename to a directory", entries -> entries.rename("entry", "folder"));
        entry("open a link as an entry", entries -> entries.open("linked", reading).close());
        entry("open a directory as an entry", entries -> entries.open("folder", reading).close());
        entry("open a missing entry", entries -> entries.open("missing", reading).close());
    }

    private void threads() {
        add(
                "flush in another thread",
                () -> {
                    Path file = Files.write(directory.resolve("confined"), new byte[10]);
                    try (FileMapping mapping =
                            EngineUnderTest.open(file, Protection.READ_WRITE);
                            View view = mapping.view(0, 10).threadConfined().map()) {
                        throw ApiProvocations.failureInAnotherThread(
                                () -> {
                                    view.flush(Durability.DEVICE);
                                    throw new WrongThreadException(
                                            file + " may be flushed in each thread; this message is"
                                                    + " the provocation's own");
                                });
                    }
                });
    }
}
