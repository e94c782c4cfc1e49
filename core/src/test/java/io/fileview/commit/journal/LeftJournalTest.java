package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A journal that its writer may not remove, as in an append-only directory, and who may open it. */
@Timeout(60)
class LeftJournalTest {
    private static final int SIZE = 16 * PAGE;
    private static final long LIMIT = 1 << 20;

    private JournalWorld world;

    @BeforeEach
    void makeWorld() throws IOException {
        world = new JournalWorld(SIZE);
    }

    @AfterEach
    void closeWorld() {
        world.close();
    }

    private Journal create() throws IOException {
        return Journal.create(world.files(), world.data(), LIMIT);
    }

    private void leaveEmpty() throws IOException {
        Journal journal = create();
        journal.mark(world.data());
        world.system.faults().plan(Faults.each(Operation.REMOVE, Fault.error(OsError.EACCES)));
        journal.remove(world.data());
        world.system.faults().none();
    }

    private FileIdentity journalNow() throws IOException {
        return world.files().directory().find("file.fileview-journal").orElseThrow();
    }

    @Test
    void aJournalThatCannotBeRemovedIsLeftEmpty() throws IOException {
        leaveEmpty();
        assertThat(world.bytes(JournalWorld.JOURNAL)).isEmpty();
        assertThat(world.system.disk().readDurable(JournalWorld.JOURNAL)).isEmpty();
        assertThat(JournalMark.read(world.data())).isNull();
    }

    @Test
    void aJournalThatCannotBeEmptiedEitherIsReported() throws IOException {
        Journal journal = create();
        world.system.faults()
                .plan(
                        Faults.each(
                                call -> call.operation() == Operation.REMOVE
                                        || call.operation() == Operation.TRUNCATE,
                                Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> journal.remove(world.data()))
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    }

    @Test
    void aFileThatTakesItsNameWhenItCannotBeRemovedIsNotEmptied() throws IOException {
        Journal journal = create();
        world.system.faults()
                .plan(
                        call -> call.operation() == Operation.REMOVE
                                ? Fault.before(
                                        now -> {
                                            world.system.others().delete(JournalWorld.JOURNAL);
                                            world.system.others()
                                                    .write(JournalWorld.JOURNAL, new byte[10]);
                                        })
                                        .and(Fault.error(OsError.EACCES))
                                : Fault.NONE);
        journal.remove(world.data());
        assertThat(world.bytes(JournalWorld.JOURNAL)).hasSize(10);
    }

    @Test
    void theNextWriterTakesUpAnEmptyJournal() throws IOException {
        leaveEmpty();
        FileIdentity left = journalNow();
        Journal journal = create();
        assertThat(journalNow().key()).isEqualTo(left.key());
        ByteRange changed = world.change(PAGE, PAGE, 'b');
        journal.append(world.source(), List.of(changed), SIZE);
        world.system.cutPower(new Random(1));
        world.open();
        world.recover(false);
        assertThat(world.bytes(JournalWorld.FILE)).isEqualTo(world.state);
    }

    /** A writer that was killed after it had created the journal has not flushed its entry. */
    @Test
    void theEntryOfAnEmptyJournalThatIsTakenUpIsDurable() throws IOException {
        world.files()
                .directory()
                .open(
                        "file.fileview-journal",
                        new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true))
                .close();
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .doesNotContain("file.fileview-journal");
        create().abandon();
        assertThat(world.system.disk().listDurable(JournalWorld.DIRECTORY))
                .contains("file.fileview-journal");
    }

    @Test
    void aJournalThatIsNotEmptyIsNotTakenUp() throws IOException {
        create().abandon();
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(this::create);
        world.system.others().write(JournalWorld.JOURNAL, new byte[1]);
        List<String> open = world.system.openNames();
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(this::create);
        assertThat(world.system.openNames()).isEqualTo(open);
    }

    /** What is written to it would change the other name's file. */
    @Test
    void anEmptyJournalWithAnotherNameIsNotTakenUp() throws IOException {
        leaveEmpty();
        world.system.others()
                .link(JournalWorld.DIRECTORY.resolve("other"), JournalWorld.JOURNAL);
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(this::create);
        assertThat(world.bytes(JournalWorld.JOURNAL)).isEmpty();
    }

    @Test
    void anEmptyJournalOfAStrangerIsNotTakenUp() throws IOException {
        leaveEmpty();
        world.system.administrator().chown(JournalWorld.JOURNAL, "1234", "1234");
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(this::create)
                .withMessageContaining("1234");
        assertThat(world.bytes(JournalWorld.JOURNAL)).isEmpty();
    }

    @Test
    void theUsersOfTheFileMayOpenTheJournal() throws IOException {
        world.system.administrator().chmod(JournalWorld.FILE, 0664);
        Journal journal = create();
        journal.copyPermissionsOf(world.data());
        assertThat(world.openJournal().status().permissions()).hasValue(0664);
    }
}
