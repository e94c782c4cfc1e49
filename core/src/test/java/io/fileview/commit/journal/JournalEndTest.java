package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.MappingException;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Operation;
import io.fileview.spi.EngineFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The walk over the records of a journal, where the journal ends. */
@Timeout(60)
class JournalEndTest {
    private static final int RECORDS = 2 * PAGE;
    private static final int RECORD = 2 * PAGE; // a table and a part of a page

    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(Journal.BUFFER);
    private JournalWorld world;
    private EngineFile file;
    private JournalHeader header;
    private byte[] whole;

    /** Two commits of 100 bytes each, and a header that notes no size. */
    @BeforeEach
    void makeJournal() throws IOException {
        world = new JournalWorld(16 * PAGE);
        Journal journal = world.create(1 << 20);
        for (int i = 0; i < 2; i++) {
            journal.append(
                    world.source(), List.of(world.change(i * 100L, 100, 'b' + i)),
                    world.state.length);
        }
        journal.abandon();
        file = world.openJournal();
        JournalHeader written = JournalHeader.read(file, buffer);
        header = written.next(written.salt(), written.base(), 0);
        whole = world.bytes(JournalWorld.JOURNAL);
    }

    @AfterEach
    void closeWorld() {
        file.close();
        world.close();
        arena.close();
    }

    private void cut(int length) throws IOException {
        world.system.others().write(JournalWorld.JOURNAL, Arrays.copyOf(whole, length));
    }

    private int commits() throws IOException {
        return new JournalScan(file, buffer).check(header).commits();
    }

    @Test
    void aRecordThatEndsWithTheJournalIsWhole() throws IOException {
        cut(RECORDS + 2 * RECORD);
        assertThat(commits()).isEqualTo(2);
    }

    /** Nobody but the journal itself says how large it is. */
    @Test
    void anInterruptEndsTheReadingOfALargeJournal() throws IOException {
        world.system.others().truncate(JournalWorld.JOURNAL, 130L << 20);
        assertThat(commits()).isEqualTo(2);
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(this::commits)
                    .withMessageContaining("interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            cut(whole.length);
            assertThat(commits()).as("of a small one, an interrupt ends nothing").isEqualTo(2);
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void anInterruptEndsTheReadingOfLargeCommits() throws IOException {
        int size = 65 << 20;
        try (JournalWorld large = new JournalWorld(size)) {
            Journal journal = large.create(2L * size);
            journal.append(large.source(), List.of(large.change(0, size, 'b')), size);
            try (EngineFile read = large.openJournal()) {
                JournalHeader of = JournalHeader.read(read, buffer);
                assertThat(new JournalScan(read, buffer).check(of).commits()).isEqualTo(1);
                Thread.currentThread().interrupt();
                assertThatExceptionOfType(InterruptedIOException.class)
                        .isThrownBy(() -> new JournalScan(read, buffer).check(of));
            } finally {
                Thread.interrupted();
                journal.abandon();
            }
        }
    }

    /** A commit that ends within the last block that the limit allows. */
    @Test
    void aJournalThatIsFullHasTheSizeThatItsHeaderWillNote() throws IOException {
        try (JournalWorld full = new JournalWorld(16 * PAGE)) {
            Journal journal = full.create(RECORDS + RECORD);
            journal.append(
                    full.source(), List.of(full.change(0, 100, 'b')), full.state.length);
            assertThat(full.bytes(JournalWorld.JOURNAL)).hasSize(RECORDS + RECORD);
            journal.requireInPlace();
            journal.applyDurablyTo(full.data());
            journal.empty();
            journal.append(
                    full.source(), List.of(full.change(0, 10, 'c')), full.state.length);
            journal.abandon();
            full.recover(false);
            assertThat(full.bytes(JournalWorld.FILE)).isEqualTo(full.state);
        }
    }

    /** A journal grows by a commit, and then it has a header. */
    @Test
    void aJournalWithoutAHeaderIsNoLargerThanANewOne() throws IOException {
        world.system.others().write(JournalWorld.JOURNAL, new byte[(int) Journal.FIRST_SIZE]);
        new JournalScan(file, buffer).requireNoRecord();
        world.system.others()
                .truncate(JournalWorld.JOURNAL, Journal.FIRST_SIZE + 1);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).requireNoRecord())
                .withMessageContaining("no intact header");
    }

    /** The bytes of the commit are all there, but not all blocks of its record. */
    @Test
    void aRecordThatIsCutBehindItsBytesIsDropped() throws IOException {
        for (int length : new int[] {RECORD - 1, PAGE + 100, PAGE}) {
            cut(RECORDS + RECORD + length);
            assertThat(commits()).as("%d bytes", length).isEqualTo(1);
        }
    }

    @Test
    void theTableOfANewerHeaderIsRecognizedThoughTheJournalEndsWithIt() throws IOException {
        cut(RECORDS + PAGE);
        JournalHeader older = header.next(header.salt() + 1, 0, 0);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).check(older))
                .withMessageContaining("newest header");
        cut(RECORDS + PAGE - 1);
        assertThat(new JournalScan(file, buffer).check(older).commits()).isZero();
    }

    /** A count is no reason to read. */
    @Test
    void nothingBehindTheEndIsRead() throws IOException {
        int end = whole.length;
        int tooMany = (end - RECORDS - RECORD) / 16; // pieces of 16 bytes, and the start of a table
        for (int count : new int[] {253, 1000, tooMany, 1 << 20, Integer.MAX_VALUE}) {
            byte[] hostile = whole.clone();
            MemorySegment.ofArray(hostile).set(Layouts.INT, RECORDS + RECORD + 32, count);
            world.system.others().write(JournalWorld.JOURNAL, hostile);
            world.system.faults().plan(call -> Fault.NONE);
            assertThat(commits()).as("count %d", count).isEqualTo(1);
            assertThat(world.system.faults().log())
                    .filteredOn(call -> call.operation() == Operation.READ)
                    .as("count %d", count)
                    .isNotEmpty()
                    .allMatch(call -> endOf(call) <= end);
        }
    }

    private static long endOf(Call call) {
        return call.offset() + call.length();
    }

    /** A writer that has just created the journal may go on while a reader looks for records. */
    @Test
    void whatIsWrittenBehindTheEndMeanwhileIsNoDamage() throws IOException {
        byte[] withoutHeader = whole.clone();
        Arrays.fill(withoutHeader, 0, RECORDS + RECORD, (byte) 0);
        world.system.others()
                .write(JournalWorld.JOURNAL, Arrays.copyOf(withoutHeader, RECORDS + RECORD));
        JournalScan scan = new JournalScan(file, buffer);
        world.system.others().write(JournalWorld.JOURNAL, withoutHeader);
        scan.requireNoRecord();
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).requireNoRecord());
    }

    /** The first write of a header may be torn; the journal had its size before. */
    @Test
    void aDamagedHeaderOfAJournalWithoutRoomForRecordsIsNoDamage() throws IOException {
        whole[20] ^= 1;
        cut(RECORDS);
        new JournalScan(file, buffer).requireNoRecord();
        cut(RECORDS - 1);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> new JournalScan(file, buffer).requireNoRecord())
                .withMessageContaining("no intact header");
    }
}
