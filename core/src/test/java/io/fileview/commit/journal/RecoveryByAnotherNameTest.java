package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.commit.Intercepted;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The recovery of a file that is opened by another name than the one its journal is named after. */
@Timeout(60)
class RecoveryByAnotherNameTest {
    private static final int SIZE = 16 * PAGE;
    private static final Path LINK = Path.of("/links/link").toAbsolutePath();
    private static final Path BESIDE_LINK =
            LINK.resolveSibling("link.fileview-journal");

    private JournalWorld world;
    private byte[] before;
    private Intercepted intercepted;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(SIZE);
        before = world.state.clone();
        world.system.others().createDirectories(LINK.getParent());
        world.system.others().link(LINK, JournalWorld.FILE);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    /** Two commits that are in the journal only, to which the mark of the file leads. */
    private void leaveMarkedJournal(FileIdentity identity) throws IOException {
        Journal journal = Journal.create(world.files(), identity, 1 << 20);
        journal.mark(world.data());
        commit(journal, 'b');
        commit(journal, 'c');
        journal.abandon();
    }

    private void leaveMarkedJournal() throws IOException {
        leaveMarkedJournal(world.data().identity());
    }

    private void commit(Journal journal, int value) throws IOException {
        journal.append(world.source(), List.of(world.change(value, 3 * PAGE, value)), SIZE);
    }

    /** Makes a journal beside the link, as a writer does that opens the file by that name. */
    private Journal createBesideLink() throws IOException {
        try (CommitFiles files = world.filesOf(LINK)) {
            return Journal.create(files, world.data().identity(), 1 << 20);
        }
    }

    private void recover(boolean adopt) throws IOException {
        intercepted = new Intercepted(world.system.engine(), (target, method) -> {});
        try (CommitFiles files = JournalWorld.filesOf(LINK, intercepted.engine());
                EngineFile data = files.openData(OpenRequest.existing(Protection.READ_WRITE));
                CommitLocks locks = CommitLocks.open(files, data.identity(), true)) {
            new Recovery(files, locks).run(data, new Recovery.Choice(adopt, false), () -> {});
        }
    }

    private String writer() throws IOException {
        try (CommitFiles files = world.filesOf(LINK);
                EngineFile data = files.openData(OpenRequest.existing(Protection.READ_WRITE));
                CommitLocks locks = CommitLocks.open(files, data.identity(), true)) {
            return new Recovery(files, locks).writer(data);
        }
    }

    private boolean isThere(Path path) {
        return world.system.others().exists(path);
    }

    @Test
    void theMarkLeadsToTheJournal() throws IOException {
        leaveMarkedJournal();
        recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
        assertThat(world.journalIsThere()).isFalse();
        assertThat(world.system.administrator().attribute(JournalWorld.FILE)).isEmpty();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void theMarkLeadsToTheNameOfTheWriter() throws IOException {
        assertThat(writer()).isEqualTo("an unknown process");
        leaveMarkedJournal();
        assertThat(writer()).isEqualTo(JournalHeader.thisProcess());
    }

    /** The mark goes only when the file has all commits, and the journal only after the mark. */
    @Test
    void theMarkIsRemovedBetweenTheReplayAndTheJournal() throws IOException {
        leaveMarkedJournal();
        boolean[] removed = new boolean[2];
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.REMOVE_ATTRIBUTE) {
                                removed[0] = true;
                                assertThat(world.system.disk().readDurable(JournalWorld.FILE))
                                        .isEqualTo(world.state);
                            }
                            if (call.operation() == Operation.REMOVE && call.isOf("journal")) {
                                removed[1] = true;
                                assertThat(removed[0]).isTrue();
                            }
                            return Fault.NONE;
                        });
        recover(false);
        assertThat(removed).containsExactly(true, true);
    }

    @Test
    void anEmptyJournalBesideThisNameIsRemovedToo() throws IOException {
        leaveMarkedJournal();
        createBesideLink().abandon();
        recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
        assertThat(isThere(BESIDE_LINK)).isFalse();
        assertThat(world.journalIsThere()).isFalse();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    /** As a crash leaves it that came while the journal was created. */
    @Test
    void aJournalWithoutAHeaderBesideThisNameIsRemovedToo() throws IOException {
        leaveMarkedJournal();
        world.system.others().write(BESIDE_LINK, new byte[5 * PAGE]);
        recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
        assertThat(isThere(BESIDE_LINK)).isFalse();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void aJournalWithCommitsBesideThisNameIsRefusedAndStays() throws IOException {
        Journal other = createBesideLink();
        commit(other, 'x');
        other.abandon();
        System.arraycopy(before, 0, world.state, 0, SIZE);
        byte[] commits = world.bytes(BESIDE_LINK);
        leaveMarkedJournal();
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> recover(false))
                .withMessageContainingAll("has been recovered", BESIDE_LINK.toString(),
                        JournalHeader.thisProcess(), "remove that one")
                .satisfies(e -> assertThat(e.file()).isEqualTo(LINK.toString()));
        assertThat(world.bytes(BESIDE_LINK)).isEqualTo(commits);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
        assertThat(intercepted.notClosedOnce()).isEmpty();
        world.system.others().delete(BESIDE_LINK);
        recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
        assertThat(world.journalIsThere()).isFalse();
    }

    @Test
    void aDamagedJournalBesideThisNameIsRefusedAndStays() throws IOException {
        Journal other = createBesideLink();
        commit(other, 'x');
        other.abandon();
        System.arraycopy(before, 0, world.state, 0, SIZE);
        world.system.others().write(BESIDE_LINK, 0, new byte[2 * PAGE]);
        leaveMarkedJournal();
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> recover(false))
                .withMessageContainingAll(BESIDE_LINK.toString(), "no intact header");
        assertThat(isThere(BESIDE_LINK)).isTrue();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    /** Whoever may write the file can have written a mark that leads to another file's journal. */
    @Test
    void aMarkedJournalOfAnotherFileIsRefusedThoughItIsEmpty() throws IOException {
        FileIdentity other = FileIdentity.ofInode("1:1", 4711, 1);
        Journal empty = Journal.create(world.files(), other, 1 << 20);
        empty.mark(world.data());
        empty.abandon();
        for (boolean adopt : new boolean[] {false, true}) {
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> recover(adopt))
                    .withMessageContainingAll(JournalWorld.JOURNAL.toString(), "with 0 commits",
                            "another file");
            assertThat(world.journalIsThere()).isTrue();
        }
    }
}
