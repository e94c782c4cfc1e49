package io.fileview.commit.journal;

import static io.fileview.commit.journal.JournalWorld.PAGE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.commit.Intercepted;
import io.fileview.memory.Ability;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What readers see of a journal that a dead writer left. */
@Timeout(60)
class LeftCommitsTest {
    private static final int SIZE = 16 * PAGE;

    private JournalWorld world;
    private Intercepted intercepted;

    @BeforeEach
    void makeWorld() throws IOException {
        use(Options.DEFAULT);
    }

    private void use(Options options) throws IOException {
        closeWorld();
        world = new JournalWorld(SIZE, options);
    }

    @AfterEach
    void closeWorld() {
        if (world != null) {
            world.close();
        }
    }

    /** Two commits that are in the journal only; the second one changes a part of the first. */
    private void leaveJournal(FileIdentity identity) throws IOException {
        Journal journal = Journal.create(world.files(), identity, 1 << 20);
        journal.mark(world.data());
        journal.append(world.source(), List.of(world.change(100, 1000, 'b')), SIZE);
        journal.append(
                world.source(),
                List.of(world.change(600, 10, 'c'), world.change(2000, 10, 'd')), SIZE - 1);
        journal.abandon();
    }

    private void leaveJournal() throws IOException {
        leaveJournal(world.data().identity());
    }

    /** Opens the commits as a reader does, by an engine that counts what is closed. */
    private @Nullable LeftCommits open() throws IOException {
        intercepted = new Intercepted(world.system.engine(), (target, method) -> {});
        CommitFiles files = JournalWorld.filesOf(JournalWorld.FILE, intercepted.engine());
        try (CommitLocks locks = CommitLocks.open(world.files(), world.data().identity(), false)) {
            return LeftCommits.open(files, world.data(), locks);
        } finally {
            files.close();
        }
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(JAVA_BYTE), US_ASCII);
    }

    private static String piece(long offset, String bytes) {
        return offset + ": " + bytes.charAt(0) + " * " + bytes.length();
    }

    private static List<String> taken(LeftCommits commits, long offset, long length)
            throws IOException {
        List<String> pieces = new ArrayList<>();
        commits.take(
                new ByteRange(offset, length),
                (at, bytes) -> pieces.add(piece(at, text(bytes))));
        return pieces;
    }

    @Test
    void thereAreNoneWithoutAJournal() throws IOException {
        assertThat(open()).isNull();
    }

    @Test
    void theFileIsAsLongAsTheLastCommitSays() throws IOException {
        leaveJournal();
        try (LeftCommits commits = open()) {
            assertThat(commits.fileSize()).isEqualTo(SIZE - 1);
        }
    }

    @Test
    void theBytesOfARangeAreTakenOlderCommitsFirst() throws IOException {
        leaveJournal();
        try (LeftCommits commits = open()) {
            assertThat(taken(commits, 0, SIZE))
                    .containsExactly("100: b * 1000", "600: c * 10", "2000: d * 10");
        }
    }

    @Test
    void nothingOutsideTheRangeIsTaken() throws IOException {
        leaveJournal();
        try (LeftCommits commits = open()) {
            assertThat(taken(commits, 0, 100)).isEmpty();
            assertThat(taken(commits, 0, 101)).containsExactly("100: b * 1");
            assertThat(taken(commits, 100, 1)).containsExactly("100: b * 1");
            assertThat(taken(commits, 150, 50)).containsExactly("150: b * 50");
            assertThat(taken(commits, 605, 100)).containsExactly("605: b * 100", "605: c * 5");
            assertThat(taken(commits, 1099, 901)).containsExactly("1099: b * 1");
            assertThat(taken(commits, 1100, 900)).isEmpty();
        }
    }

    /** The bytes of a piece, not those around it. */
    @Test
    void theBytesAreThoseOfTheirPlace() throws IOException {
        Journal journal = world.create(1 << 20);
        for (int i = 0; i < 10; i++) {
            world.change(50 + i, 1, '0' + i);
        }
        journal.append(world.source(), List.of(new ByteRange(50, 10)), SIZE);
        journal.abandon();
        try (LeftCommits commits = open()) {
            List<String> pieces = new ArrayList<>();
            commits.take(
                    new ByteRange(53, 4),
                    (at, bytes) -> pieces.add(at + ": " + text(bytes)));
            assertThat(pieces).containsExactly("53: 3456");
        }
    }

    @Test
    void anEmptyJournalHasNone() throws IOException {
        world.create(1 << 20).abandon();
        assertThat(open()).isNull();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    /** As a crash leaves it that came while the journal was created. */
    @Test
    void aJournalWithoutAHeaderHasNone() throws IOException {
        world.system.others().write(JournalWorld.JOURNAL, new byte[5 * PAGE]);
        assertThat(open()).isNull();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void aJournalThatLostItsHeaderIsRefused() throws IOException {
        leaveJournal();
        world.system.others().write(JournalWorld.JOURNAL, 0, new byte[2 * PAGE]);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(this::open)
                .withMessageContaining("damaged at offset 0");
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    /** A file is marked only once the header of its journal is durable. */
    @Test
    void aMarkedJournalThatLostEverythingIsRefused() throws IOException {
        leaveJournal();
        byte[] journal = world.bytes(JournalWorld.JOURNAL);
        world.system.others().write(JournalWorld.JOURNAL, new byte[journal.length]);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(this::open)
                .withMessageContaining("no intact header");
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void aJournalWithLostCommitsIsRefused() throws IOException {
        leaveJournal();
        world.system.others().write(JournalWorld.JOURNAL, 2 * PAGE, new byte[1]);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(this::open)
                .withMessageContaining("damaged at offset " + 2 * PAGE);
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void aJournalOfAnotherFileIsRefusedOnlyIfItHoldsCommits() throws IOException {
        FileIdentity other = FileIdentity.ofInode("1:1", 4711, 1);
        Journal empty = Journal.create(world.files(), other, 1 << 20);
        assertThat(open()).isNull();
        empty.remove(world.data());
        leaveJournal(other);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(this::open)
                .withMessageContainingAll(JournalWorld.JOURNAL.toString(), "2 commits was written",
                        "another file", JournalHeader.thisProcess(), "adoptJournal()")
                .satisfies(e -> assertThat(e.file()).isEqualTo(JournalWorld.FILE.toString()));
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void closingClosesTheJournalOnce() throws IOException {
        leaveJournal();
        LeftCommits commits = open();
        assertThat(intercepted.notClosedOnce())
                .containsExactly(JournalWorld.JOURNAL + " closed 0 times");
        commits.close();
        assertThat(intercepted.notClosedOnce()).isEmpty();
        commits.close();
        assertThat(intercepted.notClosedOnce()).isEmpty();
    }

    @Test
    void commitsThatWereClosedAreNotTaken() throws IOException {
        leaveJournal();
        LeftCommits commits = open();
        commits.close();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> taken(commits, 0, SIZE));
    }

    @Test
    void whatRottedSinceTheyWereOpenedIsNotPassedOver() throws IOException {
        leaveJournal();
        try (LeftCommits commits = open()) {
            byte[] journal = world.bytes(JournalWorld.JOURNAL);
            Arrays.fill(journal, 3 * PAGE, 4 * PAGE, (byte) 0);
            world.system.others().write(JournalWorld.JOURNAL, journal);
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> taken(commits, 0, SIZE))
                    .withMessageContaining("damaged at offset " + 2 * PAGE);
        }
    }

    @Test
    void aMarkThatCannotBeReadMayLeadToCommits() throws IOException {
        leaveJournal();
        world.system.faults()
                .plan(Faults.each(Operation.READ_ATTRIBUTE, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(this::open);
    }

    /** Such an engine looks only beside the file, as its writers do. */
    @Test
    void whereReadingAMarkWouldReleaseLocksTheJournalBesideTheFileIsFound() throws IOException {
        use(Options.DEFAULT.without(Ability.LASTING_LOCKS));
        leaveJournal();
        world.system.faults()
                .plan(Faults.each(Operation.READ_ATTRIBUTE, Fault.error(OsError.EIO)));
        try (LeftCommits commits = open()) {
            assertThat(taken(commits, 600, 1)).containsExactly("600: b * 1", "600: c * 1");
        }
    }
}
