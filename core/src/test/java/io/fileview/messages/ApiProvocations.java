package io.fileview.messages;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.MappingBuilder;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.Views;
import io.fileview.commit.CommitMapping;
import io.fileview.commit.CommitMappingBuilder;
import io.fileview.commit.CommitReader;
import io.fileview.flush.FlushScheduler;
import io.fileview.pages.PageRange;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.TestFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a program can do wrong with the public classes, whatever the engine is. */
final class ApiProvocations {
    private static final int SIZE = 3 * 65536;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Path directory;
    private final Path file;
    private final List<Provocation> all = new ArrayList<>();

    private ApiProvocations(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("data.bin");
    }

    static List<Provocation> in(Path directory) throws IOException {
        ApiProvocations provocations = new ApiProvocations(directory);
        TestFiles.write(provocations.file, new byte[SIZE]);
        provocations.opening();
        provocations.mappings();
        provocations.views();
        provocations.access();
        provocations.schedulers();
        provocations.commits();
        return provocations.all;
    }

    private void add(String name, Provocation.Act act) {
        all.add(new Provocation(name, act));
    }

    private interface Use<T> {
        void of(T opened) throws Throwable;
    }

    private void mapping(String name, Protection protection, Use<FileMapping> use) {
        add(
                name,
                () -> {
                    try (FileMapping mapping = EngineUnderTest.open(file, protection)) {
                        use.of(mapping);
                    }
                });
    }

    private void view(String name, Protection protection, Use<View> use) {
        mapping(
                name,
                Protection.READ_WRITE,
                mapping -> {
                    try (View view = mapping.view(0, SIZE).protection(protection).map()) {
                        use.of(view);
                    }
                });
    }

    private MappingBuilder builder(Path path) {
        return EngineUnderTest.builder(path);
    }

    private void opening() {
        Path missing = directory.resolve("missing");
        add("open a missing file", () -> builder(missing).open());
        add("open in a missing directory", () -> builder(missing.resolve("file")).open());
        add("open in a file", () -> builder(file.resolve("file")).open());
        add("open a directory", () -> builder(directory).open());
        add(
                "create a file that exists",
                () -> builder(file).protection(Protection.READ_WRITE).size(10).createNew().open());
        add("create to read", () -> builder(missing).size(10).create().open());
        add("a negative size", () -> builder(file).size(-1));
        add("a negative wait", () -> builder(file).waitLimit(Duration.ofSeconds(-1)));
        add("larger than the file", () -> builder(file).size(SIZE + 1).open());
        add("no such engine", () -> FileMapping.builder(file).engine("nonesuch").open());
        add("no engine for a URI", () -> FileMapping.builder(URI.create("smb://a/b")).open());
        add("a URI without a scheme", () -> FileMapping.builder(URI.create("a/b")).open());
        add("a negative range", () -> new ByteRange(-1, 5));
        add("a negative run of pages", () -> new PageRange(-1, 5));
        add(
                "extend beyond all limits",
                () -> builder(file).protection(Protection.READ_WRITE).size(Long.MAX_VALUE).open());
    }

    private void mappings() {
        mapping(
                "use a closed mapping",
                Protection.READ_ONLY,
                mapping -> {
                    mapping.close();
                    mapping.map();
                });
        mapping(
                "map beyond the end", Protection.READ_ONLY, mapping -> mapping.map(SIZE - 10, 11));
        mapping("map a negative range", Protection.READ_ONLY, mapping -> mapping.map(-1, 11));
        mapping(
                "write what is open to read",
                Protection.READ_ONLY,
                mapping -> mapping.view(0, 10).protection(Protection.READ_WRITE).map());
        mapping("grow to less", Protection.READ_WRITE, mapping -> mapping.grow(SIZE - 1));
        mapping("grow to read", Protection.READ_ONLY, mapping -> mapping.grow(SIZE + 1));
        mapping("truncate to read", Protection.READ_ONLY, mapping -> mapping.truncate(10));
        mapping("truncate to more", Protection.READ_WRITE, mapping -> mapping.truncate(SIZE + 1));
        mapping(
                "truncate under a view",
                Protection.READ_WRITE,
                mapping -> {
                    try (View view = mapping.map()) {
                        mapping.truncate(view.length() - 10);
                    }
                });
        mapping(
                "map what has been truncated",
                Protection.READ_WRITE,
                mapping -> {
                    try {
                        TestFiles.truncate(file, 65536);
                        mapping.map(65536, 65536);
                    } finally {
                        TestFiles.write(file, new byte[SIZE]);
                    }
                });
        add("no view at an address", () -> Views.unmap(0x1234));
    }

    private void views() {
        view(
                "use an unmapped view",
                Protection.READ_ONLY,
                view -> {
                    view.close();
                    view.prefetch();
                });
        view(
                "flush beyond the end",
                Protection.READ_WRITE,
                view -> view.flush(SIZE - 10, 11, Durability.DEVICE));
        view("shorten a view", Protection.READ_WRITE, view -> view.remap(SIZE - 10));
        view(
                "remap beyond the end",
                Protection.READ_WRITE,
                view -> view.remap(SIZE + 10));
        if (EngineUnderTest.name().equals("portable")) {
            view("lock a view", Protection.READ_ONLY, View::lock);
            view("trim a view", Protection.READ_ONLY, View::trim);
        }
        view(
                "advise beyond the end",
                Protection.READ_ONLY,
                view -> view.advise(SIZE, 1, Advice.RANDOM));
        add(
                "unmap in another thread",
                () -> {
                    try (FileMapping mapping =
                            EngineUnderTest.open(file, Protection.READ_WRITE);
                            View view = mapping.view(0, 10).threadConfined().map()) {
                        throw failureInAnotherThread(view::close);
                    }
                });
        add(
                "remap in another thread",
                () -> {
                    try (FileMapping mapping =
                            EngineUnderTest.open(file, Protection.READ_WRITE);
                            View view = mapping.view(0, 10).threadConfined().map()) {
                        throw failureInAnotherThread(() -> view.remap(20));
                    }
                });
    }

    static Throwable failureInAnotherThread(Provocation.Act act) throws Exception {
        Throwable[] failure = {new AssertionError("was not refused")};
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        act.run();
                                    } catch (Throwable refused) {
                                        failure[0] = refused;
                                    }
                                });
        thread.join();
        return failure[0];
    }

    private void access() {
        view(
                "guarded access beyond the end",
                Protection.READ_WRITE,
                view -> view.guarded().getInt(SIZE - 3));
        view(
                "guarded access at a negative offset",
                Protection.READ_WRITE,
                view -> view.guarded().getByte(-1));
        view(
                "a guarded write of a view to read",
                Protection.READ_ONLY,
                view -> view.guarded().setByte(0, (byte) 1));
        view(
                "a search for nothing",
                Protection.READ_ONLY,
                view -> view.guarded().indexOf(new byte[0], 0, SIZE));
        view(
                "volatile access that is not aligned",
                Protection.READ_WRITE,
                view -> view.guarded().getIntVolatile(1));
        view(
                "a channel that ends",
                Protection.READ_WRITE,
                view -> view.guarded()
                        .readFrom(
                                0,
                                10,
                                Channels.newChannel(new ByteArrayInputStream(new byte[5]))));
        if (!EngineUnderTest.isMemory()) { // where views keep what was truncated
            view(
                    "guarded access to what has been truncated",
                    Protection.READ_WRITE,
                    view -> {
                        try {
                            TestFiles.truncate(file, 65536);
                            view.guarded().getByte(131072);
                        } finally {
                            TestFiles.write(file, new byte[SIZE]);
                        }
                    });
        }
        view(
                "a flush of what has been truncated",
                Protection.READ_WRITE,
                view -> {
                    view.guarded().setByte(131072, (byte) 5);
                    try {
                        TestFiles.truncate(file, 65536);
                        view.flush(Durability.DEVICE);
                    } finally {
                        TestFiles.write(file, new byte[SIZE]);
                    }
                });
        view(
                "a prefetch of what has been truncated",
                Protection.READ_WRITE,
                view -> {
                    try {
                        TestFiles.truncate(file, 65536);
                        view.prefetch();
                    } finally {
                        TestFiles.write(file, new byte[SIZE]);
                    }
                });
        view(
                "a repair of what has been truncated",
                Protection.READ_WRITE,
                view -> {
                    try {
                        TestFiles.truncate(file, 65536);
                        view.repair();
                    } finally {
                        TestFiles.write(file, new byte[SIZE]);
                    }
                });
    }

    private void schedulers() {
        mapping(
                "a scheduler without bounds",
                Protection.READ_WRITE,
                mapping -> FlushScheduler.start(mapping, 0, HOUR));
        mapping(
                "a scheduler to read",
                Protection.READ_ONLY,
                mapping -> FlushScheduler.start(mapping, 10, HOUR));
        view(
                "a report of what was not written",
                Protection.READ_WRITE,
                view -> {
                    try (FileMapping mapping =
                            EngineUnderTest.open(file, Protection.READ_WRITE);
                            FlushScheduler scheduler =
                                    FlushScheduler.start(mapping, 10, HOUR)) {
                        scheduler.wrote(view, SIZE, 1);
                    }
                });
        view(
                "a report of another file",
                Protection.READ_WRITE,
                view -> {
                    Path other = directory.resolve("other.bin");
                    TestFiles.write(other, new byte[10]);
                    try (FileMapping mapping =
                            EngineUnderTest.open(other, Protection.READ_WRITE);
                            FlushScheduler scheduler =
                                    FlushScheduler.start(mapping, 10, HOUR)) {
                        scheduler.wrote(view, 0, 1);
                    }
                });
        view(
                "a report to a closed scheduler",
                Protection.READ_WRITE,
                view -> {
                    try (FileMapping mapping =
                            EngineUnderTest.open(file, Protection.READ_WRITE)) {
                        FlushScheduler scheduler = FlushScheduler.start(mapping, 10, HOUR);
                        scheduler.close();
                        scheduler.wrote(view, 0, 1);
                    }
                });
    }

    private CommitMappingBuilder committing(Path path) {
        return CommitMapping.builder(path).engine(EngineUnderTest.engine());
    }

    private void commit(String name, Use<CommitMapping> use) {
        Path committed = directory.resolve("committed.bin");
        add(
                name,
                () -> {
                    TestFiles.write(committed, new byte[SIZE]);
                    try (CommitMapping commits = committing(committed).open()) {
                        use.of(commits);
                    }
                });
    }

    private void commits() {
        Path missing = directory.resolve("missing");
        add("commits to a missing file", () -> committing(missing).open());
        add("commits with a negative size", () -> committing(missing).size(-1));
        add("commits with a tiny journal", () -> committing(missing).journalLimit(1));
        add(
                "commits with a negative time",
                () -> committing(missing).lockTimeout(Duration.ofSeconds(-1)));
        add("read commits of a missing file", () -> reader(missing));
        commit(
                "commits to a file twice",
                commits -> committing(commits.path()).lockTimeout(Duration.ofMillis(1)).open());
        commit(
                "grow under a view",
                commits -> {
                    try (View view = commits.map()) {
                        commits.grow(view.length() + 65536);
                    }
                });
        commit(
                "flush a view of commits",
                commits -> {
                    try (View view = commits.map()) {
                        view.flush(Durability.DEVICE);
                    }
                });
        commit(
                "remap a view of commits",
                commits -> {
                    try (View view = commits.map(0, 10)) {
                        view.remap(20);
                    }
                });
        commit(
                "use a closed commit mapping",
                commits -> {
                    commits.close();
                    commits.map();
                });
        add(
                "use a closed reader",
                () -> {
                    CommitReader reader = reader(file);
                    reader.close();
                    reader.map();
                });
        add(
                "a commit that is larger than the journal",
                () -> {
                    Path committed = directory.resolve("committed.bin");
                    TestFiles.write(committed, new byte[SIZE]);
                    try (CommitMapping commits =
                            committing(committed).journalLimit(1 << 16).open();
                            View view = commits.map()) {
                        for (long at = 0; at < SIZE; at += 4096) {
                            view.guarded().setByte(at, (byte) 1);
                        }
                        commits.commit();
                    }
                });
        commit(
                "commit to a truncated file",
                commits -> {
                    try (View view = commits.map()) {
                        view.guarded().setByte(0, (byte) 1);
                        TestFiles.truncate(commits.path(), 65536);
                        commits.commit();
                    }
                });
        commit(
                "commit to a deleted file",
                commits -> {
                    try (View view = commits.map()) {
                        view.guarded().setByte(0, (byte) 1);
                        TestFiles.deleteIfExists(commits.path());
                        commits.commit();
                    }
                });
        commit(
                "commit under an own read lock",
                commits -> {
                    try (CommitReader reader = reader(commits.path());
                            CommitReader.ReadLock lock = reader.readLock();
                            View view = commits.map()) {
                        view.guarded().setByte(0, (byte) 1);
                        commits.commit();
                        throw new AssertionError(lock);
                    }
                });
        add(
                "a journal that is damaged",
                () -> {
                    Path committed = directory.resolve("damaged.bin");
                    Path journal = directory.resolve("damaged.bin.fileview-journal");
                    TestFiles.write(committed, new byte[SIZE]);
                    TestFiles.write(journal,
                            "no journal".repeat(1000).getBytes(StandardCharsets.UTF_8));
                    try {
                        committing(committed).open().close();
                    } finally {
                        TestFiles.deleteIfExists(journal);
                    }
                });
    }

    private CommitReader reader(Path path) throws IOException {
        return CommitReader.open(path, EngineUnderTest.engine());
    }
}
