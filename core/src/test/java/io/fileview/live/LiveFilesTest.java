package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.BeyondEndException;
import io.fileview.Durability;
import io.fileview.FileShrankException;
import io.fileview.Protection;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Operation;
import io.fileview.memory.OsError;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.testing.Background;
import io.fileview.testing.Eventually;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Openings of a file, their users, and what they know of each other. */
class LiveFilesTest extends LiveFixture {
    private boolean isClosed() throws IOException {
        // Space is given back when the last opening of a file without names is closed.
        system.others().delete(FILE);
        return system.usedSpace() == 0;
    }

    @Test
    void theFileIsClosedWhenItsLastUserReleasesIt() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        opening.retain();
        MappedView view = map(opening, 0, 10);
        opening.release();
        view.close();
        assertThat(opening.tryRetain()).isTrue();
        opening.release();
        opening.release();
        assertThat(opening.tryRetain()).isFalse();
        assertThatIllegalStateException().isThrownBy(opening::retain)
                .withMessage("the mapping of " + FILE + " is closed; open it again");
        assertThatIllegalStateException().isThrownBy(() -> map(opening, 0, 1));
        assertThatIllegalStateException().isThrownBy(() -> opening.grow(SIZE));
        assertThatIllegalStateException().isThrownBy(() -> opening.flush(Durability.DEVICE));
        assertThatIllegalStateException().isThrownBy(opening::cached);
        assertThat(isClosed()).isTrue();
    }

    @Test
    void aCallThatFailsReleasesTheFile() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        system.faults().plan(Faults.each(Operation.EXTEND, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> opening.grow(SIZE + 1));
        system.faults().plan(Faults.each(Operation.MAP, Fault.error(OsError.EIO)));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> map(opening, 0, 1));
        assertThat(opening.cached()).isPresent();
        opening.release();
        assertThat(opening.tryRetain()).isFalse();
        assertThat(isClosed()).isTrue();
    }

    @Test
    void itTellsWhatItIs() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        assertThat(opening.name()).isEqualTo(FILE.toString());
        assertThat(opening.location()).contains(FileLocation.of(FILE));
        assertThat(opening.isMemory()).isFalse();
        assertThat(opening.isWritable()).isTrue();
        assertThat(opening.engine()).isSameAs(system.engine());
        assertThat(opening.recordsOpenSite()).isFalse();
        assertThat(opening.cached().orElseThrow().pages()).isEqualTo(3);
        opening.release();
        CountedFile memory =
                new CountedFile(
                        system.engine(), system.engine().openMemory(), null,
                        Protection.READ_WRITE, true, true);
        memory.setSize(5);
        assertThat(memory.isMemory()).isTrue();
        assertThat(memory.isWritable()).isFalse();
        assertThat(memory.location()).isEmpty();
        assertThat(memory.recordsOpenSite()).isTrue();
        memory.release();
        CountedFile readOnly = opening(Protection.READ_ONLY);
        assertThat(readOnly.isWritable()).isFalse();
        assertThat(readOnly.evictionsWhenSound()).isEqualTo(-1);
        readOnly.release();
    }

    @Test
    void theSizeIsTheFilesOrTheOneWanted() throws IOException {
        CountedFile opening = opening(Protection.READ_ONLY);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        assertThat(opening.size()).isEqualTo(SIZE);
        opening.setSize(SIZE);
        opening.setSize(10);
        assertThat(opening.size()).isEqualTo(10);
        assertThatExceptionOfType(BeyondEndException.class)
                .isThrownBy(() -> opening.setSize(SIZE + 1))
                .withMessageContainingAll("has 10000 bytes and cannot be extended to 10001",
                        "it is open READ_ONLY")
                .satisfies(
                        e -> {
                            assertThat(e.offset()).isEqualTo(SIZE);
                            assertThat(e.length()).isEqualTo(1);
                        });
        opening.release();
        CountedFile writable = opening(Protection.READ_WRITE);
        writable.setSize(SIZE + 1);
        assertThat(system.others().size(FILE)).isEqualTo(SIZE + 1);
        writable.setSize(SIZE);
        assertThat(system.others().size(FILE)).isEqualTo(SIZE + 1);
        writable.release();
    }

    @Test
    void anEmptyFileHasNoBytesToMap() throws IOException {
        system.others().truncate(FILE, 0);
        for (Protection protection : Protection.values()) {
            CountedFile opened = opening(protection);
            opened.setSize(CountedFile.SIZE_OF_FILE);
            assertThat(opened.size()).isZero();
            opened.release();
        }
    }

    @Test
    void aSparseFileGetsNoBlocks() throws IOException {
        long used = system.usedSpace();
        CountedFile sparse = opening(OpenRequest.existing(Protection.READ_WRITE), FILE, true);
        sparse.setSize(1 << 20);
        assertThat(system.usedSpace()).isEqualTo(used);
        sparse.release();
        CountedFile full = opening(Protection.READ_WRITE);
        full.setSize(2 << 20);
        assertThat(system.usedSpace()).isGreaterThanOrEqualTo(used + (1 << 20));
        full.release();
    }

    @Test
    void growingAndTruncating() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        opening.grow(SIZE);
        opening.grow(SIZE + 5);
        assertThat(opening.size()).isEqualTo(SIZE + 5);
        assertThat(system.others().size(FILE)).isEqualTo(SIZE + 5);
        assertThatIllegalArgumentException().isThrownBy(() -> opening.grow(SIZE))
                .withMessageContaining("use truncate to shrink it");
        opening.truncate(SIZE + 5);
        opening.truncate(7);
        assertThat(opening.size()).isEqualTo(7);
        assertThat(system.others().size(FILE)).isEqualTo(7);
        assertThatIllegalArgumentException().isThrownBy(() -> opening.truncate(8))
                .withMessageContaining("must be between 0 and its size, 7");
        assertThatIllegalArgumentException().isThrownBy(() -> opening.truncate(-1));
        opening.truncate(0);
        system.others().truncate(FILE, 100);
        opening.grow(50); // The file has as much already.
        assertThat(system.others().size(FILE)).isEqualTo(100);
        opening.truncate(50);
        assertThat(system.others().size(FILE)).isEqualTo(50);
        opening.release();
        CountedFile readOnly = opening(Protection.READ_ONLY);
        readOnly.setSize(10);
        readOnly.grow(50);
        assertThatExceptionOfType(BeyondEndException.class).isThrownBy(() -> readOnly.grow(51));
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> readOnly.truncate(5))
                .withMessageContaining("cannot truncate a file that was opened READ_ONLY");
        readOnly.release();
    }

    /** A call that waited for another one, which has truncated the mapping further, does not grow it. */
    @Test
    void aMappingThatWasTruncatedMeanwhileIsNotTruncatedToMore() throws Exception {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        CountDownLatch truncates = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        system.faults()
                .plan(
                        call -> {
                            if (call.operation() == Operation.TRUNCATE) {
                                truncates.countDown();
                                return Fault.delay(release, Duration.ofMinutes(1));
                            }
                            return Fault.NONE;
                        });
        Background first = Background.start(() -> opening.truncate(5));
        truncates.await();
        Background second = Background.start(() -> opening.truncate(100));
        Eventually.waits(second.thread());
        release.countDown();
        first.returns();
        assertThat(second.fails()).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be between 0 and its size, 5");
        assertThat(opening.size()).isEqualTo(5);
        opening.release();
    }

    @Test
    void aFileThatWasTruncatedByOthersIsNotTruncatedAgain() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        system.others().truncate(FILE, 5);
        system.faults().plan(call -> Fault.NONE);
        opening.truncate(100);
        assertThat(system.faults().log()).extracting(Call::operation)
                .doesNotContain(Operation.TRUNCATE);
        assertThat(system.others().size(FILE)).isEqualTo(5);
        opening.truncate(5);
        assertThat(system.faults().log()).extracting(Call::operation)
                .doesNotContain(Operation.TRUNCATE);
        opening.release();
    }

    @Test
    void rangesLieWithinTheMappingAndTheFile() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(100);
        opening.requireRange(0, 100);
        assertThatExceptionOfType(BeyondEndException.class)
                .isThrownBy(() -> map(opening, 60, 41))
                .withMessageContainingAll("offset 60 with length 41 ends at 101",
                        "beyond the end of the mapping at 100")
                .satisfies(e -> assertThat(e.offset()).isEqualTo(60));
        map(opening, 60, 40).close();
        system.others().truncate(FILE, 50);
        assertThatExceptionOfType(FileShrankException.class)
                .isThrownBy(() -> map(opening, 40, 20))
                .withMessageContainingAll("has shrunk to 50 bytes", "opened with 100",
                        "bytes 40 to 60");
        map(opening, 40, 10).close();
        opening.release();
    }

    @Test
    void aFileThatWasCreatedForAnOpeningThatFailedIsRemoved() throws IOException {
        Path path = DIRECTORY.resolve("new");
        OpenRequest create = new OpenRequest(Protection.READ_WRITE, Creation.CREATE, false);
        CountedFile opening = opening(create, path, false);
        opening.abandon(new IOException());
        assertThat(system.others().exists(path)).isFalse();
        assertThat(opening.tryRetain()).isFalse();
        CountedFile created = opening(create, path, false);
        CountedFile second = opening(create, path, false);
        created.abandon(new IOException());
        assertThat(system.others().exists(path)).isTrue(); // It has another user by now.
        second.abandon(new IOException());
        assertThat(system.others().exists(path)).isTrue(); // It was not created for this one.
        system.others().delete(path);
        CountedFile third = opening(create, path, false);
        system.faults().plan(Faults.each(Operation.DISCARD_CREATED, Fault.error(OsError.EIO)));
        IOException failure = new IOException("first");
        third.abandon(failure);
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(third.tryRetain()).isFalse();
    }
}
