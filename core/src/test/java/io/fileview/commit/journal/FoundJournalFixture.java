package io.fileview.commit.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.Protection;
import io.fileview.commit.journal.Recovery.Choice;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A file that may have a journal beside it and one elsewhere. */
abstract class FoundJournalFixture {
    static final String STRANGER = "3000";
    static final Path ELSEWHERE = Path.of("/elsewhere").toAbsolutePath();

    /** Where the mark of the file leads if the file was written by another name. */
    static final Path OTHER_JOURNAL = ELSEWHERE.resolve("name.fileview-journal");

    JournalWorld world;
    private List<String> openBefore;

    @BeforeEach
    void makeWorld() throws IOException {
        use(Options.DEFAULT);
    }

    void use(Options options) throws IOException {
        if (world != null) {
            world.close();
        }
        world = new JournalWorld(100, options);
        world.system.others().createDirectories(ELSEWHERE);
        openBefore = world.system.openNames();
    }

    /** Whatever was found or refused, nothing is left open. */
    @AfterEach
    void closeWorld() {
        world.system.faults().none();
        assertThat(world.system.openNames()).isEqualTo(openBefore);
        world.close();
    }

    @Nullable FoundJournal find(
            Protection protection, Choice choice, @Nullable JournalMark mark) throws IOException {
        return FoundJournal.find(world.files(), world.data(), protection, choice, mark);
    }

    @Nullable FoundJournal find(@Nullable JournalMark mark) throws IOException {
        return find(Protection.READ_WRITE, Choice.SAFE, mark);
    }

    void assertFound(Path path, @Nullable FoundJournal found) {
        assertThat(found).isNotNull();
        found.close();
        assertThat(found.location()).isEqualTo(FileLocation.of(path));
        assertThat(found.file().name()).isEqualTo(path.toString());
        assertThat(found.isBeside()).isEqualTo(path.equals(JournalWorld.JOURNAL));
    }

    Path make(Path journal) throws IOException {
        return world.system.others().write(journal, new byte[10]);
    }

    FileIdentity identity(Path path) throws IOException {
        Engine.Entry entry = world.system.engine().resolve(FileLocation.of(path));
        try (Directory directory = entry.directory()) {
            return directory.find(entry.name()).orElseThrow();
        }
    }

    JournalMark markOf(Path journal) throws IOException {
        return new JournalMark(
                world.data().identity(),
                identity(journal),
                JournalMark.expressed(FileLocation.of(journal)));
    }

    void giveToStranger(Path path) throws IOException {
        world.system.administrator().chown(path, STRANGER, STRANGER);
    }

    boolean wasOpened(String name) {
        return world.system.faults().log().stream()
                .anyMatch(call -> call.operation() == Operation.OPEN_ENTRY && call.isOf(name));
    }
}
