package io.fileview.repair;

import static io.fileview.repair.FlushWorld.FILE;
import static io.fileview.repair.FlushWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.FlushFailedException;
import io.fileview.MappingException;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.spi.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the exceptions of flushes and repairs say: where, why, what is pending, and what to do. */
class FlushFailuresTest {
    private static final ByteRange BYTES = new ByteRange(PAGE, 5);
    private static final ByteRange PENDING = new ByteRange(0, 2 * PAGE);
    private static final FlushFailedException EARLIER =
            new FlushFailedException(Place.of("the file"), "the disk refused it", null);

    private final FlushDebt debt = new FlushDebt();
    private final FlushFailures failures = new FlushFailures(debt);
    private TestOpening by;

    @BeforeEach
    void open() throws IOException {
        MemoryFileSystem system = new FlushWorld(FlushFixture.PAGES).system;
        by = new TestOpening(system, FILE);
        ByteRanges dirtied = new ByteRanges();
        dirtied.add(PENDING);
        debt.failed(dirtied, Durability.DEVICE, 0, EARLIER);
    }

    @AfterEach
    void close() {
        by.close();
    }

    /** The range that was to be flushed, and the earlier failure with what it left pending. */
    private FlushFailedException placed(FlushFailedException failure) {
        assertThat(failure.file()).isEqualTo(FILE.toString());
        assertThat(failure.offset()).isEqualTo(BYTES.offset());
        assertThat(failure.length()).isEqualTo(BYTES.length());
        assertThat(failure.pending()).containsExactly(PENDING);
        assertThat(failure.doubtful()).isEqualTo(debt.doubtful());
        return failure;
    }

    @Test
    void theFailureOfAnEngineKeepsItsPlaceAndError() {
        FlushFailedException reported =
                new FlushFailedException(
                        new Place("the file", 7, 8, "EIO"), "changes could not be made durable",
                        null);
        FlushFailedException failure = failures.first(reported);
        assertThat(failure).hasCause(reported)
                .hasMessageContainingAll("changes could not be made durable",
                        "the next flush rewrites every range that may be affected");
        assertThat(failure.file()).isEqualTo("the file");
        assertThat(failure.offset()).isEqualTo(7);
        assertThat(failure.length()).isEqualTo(8);
        assertThat(failure.errorName()).contains("EIO");
        assertThat(failure.pending()).containsExactly(PENDING);
    }

    @Test
    void onlyAFailureSinceTheFlushBeganMakesItFail() {
        assertThatCode(() -> failures.requireNoneSince(debt.failures(), by, BYTES))
                .doesNotThrowAnyException();
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> failures.requireNoneSince(debt.failures() - 1, by, BYTES))
                .withMessageContainingAll("another flush of the file failed while this one",
                        "the disk refused it", "flush again")
                .withCause(EARLIER)
                .satisfies(this::placed);
        assertThatCode(() -> new FlushFailures(new FlushDebt()).requireNoneSince(0, by, BYTES))
                .doesNotThrowAnyException();
    }

    @Test
    void flushesThatHaveNotEndedAreNamed() {
        TimeoutException others = new TimeoutException("the flush of thread \"other\"");
        assertThat(placed(failures.othersStillRun(by, BYTES, others)))
                .hasCause(others)
                .hasMessageContainingAll("thread \"other\"", "waitLimit");
    }

    @Test
    void aFlushThatAlwaysMetAnotherFailureSaysHowLongItTried() {
        by.waitLimit(Duration.ofMillis(17));
        assertThat(placed(failures.neverSound(by, BYTES)))
                .hasCause(EARLIER)
                .hasMessageContaining("for as long as this one may wait (17 ms); flush again");
    }

    @Test
    void aRepairThatIsImpossibleSaysWhatFailedBefore() {
        assertThat(placed(failures.noRepair(by, BYTES)))
                .hasCause(EARLIER)
                .hasMessageContainingAll("could not make durable", "the disk refused it",
                        "this engine cannot mark pages as dirty", "copy the bytes");
    }

    @Test
    void aRepairThatCannotReachTheFileKeepsTheError() {
        MappingException stale =
                new MappingException(new Place("the file", 1, 2, "ESTALE"), "is gone", null);
        FlushFailedException failure = placed(failures.cannotRepair(by, BYTES, stale));
        assertThat(failure).hasCause(stale)
                .hasMessageContainingAll("the disk refused it", "is gone", "flush again once");
        assertThat(failure.errorName()).contains("ESTALE");
        IOException other = new IOException("strange");
        failure = placed(failures.cannotRepair(by, BYTES, other));
        assertThat(failure).hasCause(other).hasMessageContaining("strange");
        assertThat(failure.errorName()).isEmpty();
    }

    @Test
    void aFileOpenForReadingOnlyIsNamedAsAWhole() {
        FlushFailedException failure = failures.readOnly(by);
        assertThat(failure).hasCause(EARLIER)
                .hasMessageContainingAll("the disk refused it", "open it READ_WRITE");
        assertThat(failure.offset()).isZero();
        assertThat(failure.length()).isEqualTo(by.size());
        assertThat(failure.pending()).containsExactly(PENDING);
    }

    @Test
    void doubtfulRangesAreCountedWithTheirBounds() {
        debt.dirtiedAgain(debt.failures(), 1);
        assertThat(placed(failures.inDoubt(by, BYTES)))
                .hasCause(EARLIER)
                .hasMessageContainingAll("the disk refused it",
                        "in 1 range from 0 to " + 2 * PAGE + ";", "trustMemory()");
        debt.trustMemory(0);
        debt.settle(Durability.DEVICE, debt.failures(), debt.closings());
        ByteRanges two = new ByteRanges();
        two.add(10, 20);
        two.add(30, 40);
        debt.failed(two, Durability.DEVICE, 0, EARLIER);
        debt.dirtiedAgain(debt.failures(), 1);
        assertThat(failures.inDoubt(by, BYTES)).hasMessageContaining("in 2 ranges from 10 to 40;");
    }

    @Test
    void rangesThatAreNotOnTheDiskAreCountedAndTheFirstIsNamed() {
        ByteRange first = new ByteRange(100, 20);
        ByteRange second = new ByteRange(300, 40);
        assertThat(placed(failures.notOnDisk(by, BYTES, List.of(first))))
                .hasCause(EARLIER)
                .hasMessageContainingAll("the disk refused it",
                        "1 range, the first at offset 100 with length 20;", "intact in memory");
        assertThat(failures.notOnDisk(by, BYTES, List.of(first, second)))
                .hasMessageContaining("2 ranges, the first at offset 100 with length 20;");
    }

    @Test
    void theLostPartOfARangeIsNamed() {
        FileShrankException within = failures.shrank(by, BYTES, PAGE + 2);
        assertThat(within)
                .hasMessageContainingAll("has shrunk to " + (PAGE + 2) + " bytes",
                        "bytes " + (PAGE + 2) + " to " + (PAGE + 5), "grow");
        assertThat(within.offset()).isEqualTo(PAGE);
        assertThat(within.length()).isEqualTo(5);
        assertThat(failures.shrank(by, BYTES, 10))
                .hasMessageContaining("bytes " + PAGE + " to " + (PAGE + 5));
    }
}
