package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is made of a journal that a dead writer left. */
@Timeout(60)
class RecoveryTest {
    private static final int SIZE = 16 * PAGE;

    private JournalWorld world;
    private byte[] before;

    @BeforeEach
    void makeWorld() throws IOException {
        use(Options.DEFAULT);
    }

    private void use(Options options) throws IOException {
        closeWorld();
        world = new JournalWorld(SIZE, options);
        before = world.state.clone();
    }

    @AfterEach
    void closeWorld() {
        if (world != null) {
            world.close();
        }
    }

    /** Two commits that are in the journal only. */
    private void leaveJournal(FileIdentity identity) throws IOException {
        Journal journal = Journal.create(world.files(), identity, 1 << 20);
        ByteRange first = world.change(3, 5 * PAGE, 'b');
        journal.append(world.source(), List.of(first), SIZE);
        ByteRange second = world.change(7 * PAGE, 2 * PAGE, 'c');
        journal.append(world.source(), List.of(second), SIZE);
        journal.abandon();
    }

    private void leaveJournal() throws IOException {
        leaveJournal(world.data().identity());
    }

    private void assertJournal(boolean there) {
        assertThat(world.system.others().exists(JournalWorld.JOURNAL)).isEqualTo(there);
    }

    @Test
    void itIsNeededWhileThereIsAJournal() throws IOException {
        assertThat(world.journalIsThere()).isFalse();
        leaveJournal();
        assertThat(world.journalIsThere()).isTrue();
        world.recover(false);
        assertThat(world.journalIsThere()).isFalse();
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
    }

    @Test
    void whatWasReplayedIsDurableBeforeTheJournalGoes() throws IOException {
        leaveJournal();
        boolean[] asked = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.REMOVE) {
                                asked[0] = true;
                                assertThat(
                                        world.system.disk().readDurable(JournalWorld.FILE))
                                        .isEqualTo(world.state);
                            }
                            return Fault.NONE;
                        });
        world.recover(false);
        assertThat(asked[0]).isTrue();
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .doesNotContain("file.fileview-journal");
    }

    @Test
    void whereNoJournalIsThereNothingIsDone() throws IOException {
        world.recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
    }

    @Test
    void theWriterIsNamed() throws IOException {
        assertThat(world.writer()).isEqualTo("an unknown process");
        leaveJournal();
        assertThat(world.writer()).isEqualTo(JournalHeader.thisProcess());
        world.system.faults()
                .plan(
                        Faults.each(
                                call -> call.operation() == Operation.READ
                                        && call.isOf("journal"),
                                Fault.error(OsError.EIO)));
        assertThat(world.writer()).isEqualTo("an unknown process");
        world.system.faults().none();
        world.system.others().write(JournalWorld.JOURNAL, new byte[3 * PAGE]);
        assertThat(world.writer()).isEqualTo("an unknown process");
    }

    @Test
    void aJournalWithoutCommitsIsRemovedThoughItIsOfAnotherFile() throws IOException {
        Journal.create(world.files(), FileIdentity.ofInode("1:1", 4711, 1), 1 << 20).abandon();
        world.recover(false);
        assertJournal(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
    }

    @Test
    void aJournalOfZerosIsRemoved() throws IOException {
        world.system.others().write(JournalWorld.JOURNAL, new byte[5 * PAGE]);
        world.recover(false);
        assertJournal(false);
    }

    @Test
    void aJournalThatLostItsHeaderButNoRecordIsRefused() throws IOException {
        leaveJournal();
        world.system.others().write(JournalWorld.JOURNAL, 0, new byte[2 * PAGE]);
        byte[] journal = world.bytes(JournalWorld.JOURNAL);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.recover(true))
                .withMessageContaining("damaged");
        assertThat(world.bytes(JournalWorld.JOURNAL)).isEqualTo(journal);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
    }

    /** The header of a journal is durable before the file is marked. */
    @Test
    void aMarkedJournalThatLostEverythingIsRefused() throws IOException {
        Journal journal = world.create(1 << 20);
        journal.mark(world.data());
        journal.abandon();
        world.system.others().write(JournalWorld.JOURNAL, new byte[5 * PAGE]);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.recover(false))
                .withMessageContaining("no intact header");
        assertJournal(true);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
    }

    @Test
    void aJournalOfAnotherFileIsRefusedUnlessItIsAdopted() throws IOException {
        leaveJournal(FileIdentity.ofInode("1:1", 4711, 1));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.recover(false))
                .withMessageContainingAll(JournalWorld.JOURNAL.toString(), "2 commits",
                        "another file", JournalHeader.thisProcess(), "adoptJournal()")
                .satisfies(e -> assertThat(e.file()).isEqualTo(JournalWorld.FILE.toString()));
        assertJournal(true);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
        world.recover(true);
        assertJournal(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
    }

    @Test
    void oneCommitIsNamedInTheSingular() throws IOException {
        Journal journal =
                Journal.create(world.files(), FileIdentity.ofInode("1:1", 4711, 1), 1 << 20);
        journal.append(world.source(), List.of(world.change(0, 1, 'z')), SIZE);
        journal.abandon();
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.recover(false))
                .withMessageContaining("with 1 commit was");
    }

    @Test
    void aFileThatWasCutShortIsMadeAsLongAsTheLastCommitSays() throws IOException {
        leaveJournal();
        world.system.others().truncate(JournalWorld.FILE, PAGE);
        world.recover(false);
        byte[] found = world.bytes(JournalWorld.FILE);
        assertThat(found).hasSize(SIZE);
        assertThat(Arrays.copyOfRange(found, 3, 5 * PAGE))
                .isEqualTo(Arrays.copyOfRange(world.state, 3, 5 * PAGE));
    }

    @Test
    void aFileThatIsLongerKeepsItsEnd() throws IOException {
        leaveJournal();
        world.system.others().write(JournalWorld.FILE, SIZE, new byte[] {1, 2, 3});
        world.recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).hasSize(SIZE + 3).endsWith(1, 2, 3);
    }

    @Test
    void aJournalThatIsCutOffMeanwhileIsRefused() throws IOException {
        leaveJournal();
        boolean[] cut = new boolean[1];
        world.system.faults()
                .plan(
                        call -> {
                            if (!cut[0] && call.operation() == Operation.FLUSH
                                    && call.isOf("journal")) {
                                cut[0] = true;
                                world.system.others().truncate(JournalWorld.JOURNAL, 2 * PAGE);
                            }
                            return Fault.NONE;
                        });
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.recover(false))
                .withMessageContaining("damaged at offset " + 2 * PAGE);
        assertThat(cut[0]).isTrue();
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
        assertJournal(true);
    }

    /** Each call fails, and the power goes at each call; then the recovery starts again. */
    @Test
    void whereverItIsCutOrFailsItCanBeStartedAgain() throws IOException {
        int failures = 0;
        int cuts = 0;
        for (int kind = 0; kind < 4; kind++) {
            for (int at = 0;; at++) {
                use(Options.DEFAULT);
                leaveJournal();
                if (kind == 3) {
                    Random random = new Random(at);
                    world.system.faults()
                            .plan(
                                    Faults.at(
                                            at,
                                            Fault.before(
                                                    call -> world.system.cutPower(random))));
                } else {
                    world.system.faults()
                            .plan(
                                    Faults.at(
                                            at,
                                            switch (kind) {
                                                case 0 -> Fault.error(OsError.EIO);
                                                case 1 -> Fault.errorAfterwards(OsError.EIO);
                                                default -> Fault.errorHalfway(OsError.EIO);
                                            }));
                }
                boolean done = false;
                try {
                    world.recover(false);
                    done = true;
                } catch (IOException failure) {
                    failures++;
                }
                boolean reached = world.system.faults().count() > at;
                if (done) {
                    assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
                }
                world.system.faults().none();
                world.system.cutPower(new Random(at));
                world.open();
                world.recover(false);
                assertThat(world.bytes(JournalWorld.FILE)).as("kind %d, call %d", kind, at)
                        .isEqualTo(world.state);
                assertJournal(false);
                cuts++;
                if (!reached) {
                    break;
                }
            }
        }
        System.out.println(cuts + " recoveries that were disturbed, " + failures + " failed");
        assertThat(failures).isGreaterThan(50);
    }

    /** As the portable engine leaves it where it knows no numbers: (0, 0) is not equal to itself. */
    @Test
    void aJournalWithoutANumberIsOfNoFile() throws IOException {
        leaveJournal(FileIdentity.ofPath(JournalWorld.FILE.toString()));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.recover(false))
                .withMessageContainingAll(
                        "cannot be determined", "2 commits", "adoptJournal()", "process ");
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
        assertJournal(true);
        world.recover(true);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
        assertJournal(false);
    }

    @Test
    void theUpperHalfOfANumberTellsFilesApart() throws IOException {
        FileIdentity identity = world.data().identity();
        leaveJournal(
                new FileIdentity(
                        identity.volume(), 1, identity.number(), identity.birth()));
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> world.recover(false))
                .withMessageContaining("another file of this name");
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(before);
    }
}
