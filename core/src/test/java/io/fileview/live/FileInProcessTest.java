package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FlushFailedException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewsMappedException;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.waiting.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the openings of one file know of each other. */
class FileInProcessTest extends LiveFixture {
    /** The views of one keep the file from being truncated by another, whichever engine it uses. */
    @Test
    void aFileDoesNotShrinkUnderTheViewsOfAnyOpening() throws IOException {
        CountedFile first = opening(Protection.READ_ONLY);
        first.setSize(CountedFile.SIZE_OF_FILE);
        CountedFile second = opening(Protection.READ_WRITE);
        second.setSize(CountedFile.SIZE_OF_FILE);
        MappedView view = map(first, 0, 10);
        assertThatExceptionOfType(ViewsMappedException.class)
                .isThrownBy(() -> second.truncate(100))
                .withMessageContainingAll("cannot shrink to 100 bytes while 1 view is mapped",
                        view.toString())
                .satisfies(
                        e -> {
                            assertThat(e.offset()).isEqualTo(100);
                            assertThat(e.length()).isEqualTo(SIZE - 100);
                        });
        MappedView other = map(second, 0, 10);
        assertThatExceptionOfType(ViewsMappedException.class)
                .isThrownBy(() -> second.truncate(100))
                .withMessageContaining("2 views are mapped");
        assertThat(first.liveViews()).containsExactly(view.toString());
        assertThat(second.liveViews()).containsExactly(other.toString());
        second.grow(SIZE + 100);
        view.close();
        other.close();
        second.truncate(100);
        second.release();
        first.release();
    }

    /** What maps relies on the size: it waits while the size is changed, and not for others. */
    @Test
    void theSizeIsFixedWhileOneMaps() throws Exception {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        AtomicBoolean changed = new AtomicBoolean();
        CountDownLatch changing = new CountDownLatch(1);
        Thread[] thread = new Thread[1];
        opening.file()
                .withSizeFixed(
                        Deadline.FOREVER,
                        () -> {
                            opening.file().withSizeFixed(Deadline.FOREVER, () -> {});
                            thread[0] =
                                    Thread.ofPlatform()
                                            .daemon()
                                            .start(
                                                    () -> {
                                                        changing.countDown();
                                                        try {
                                                            opening.file()
                                                                    .changeSize(
                                                                            Deadline.FOREVER,
                                                                            () -> changed
                                                                                    .set(true));
                                                        } catch (IOException e) {
                                                            throw new AssertionError(e);
                                                        }
                                                    });
                            while (thread[0].getState() != Thread.State.WAITING) {
                                Thread.onSpinWait();
                            }
                            assertThat(changed).isFalse();
                        });
        thread[0].join();
        assertThat(changed).isTrue();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> opening.file()
                                .changeSize(
                                        Deadline.FOREVER,
                                        () -> {
                                            throw new IOException();
                                        }));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> opening.file()
                                .withSizeFixed(
                                        Deadline.FOREVER,
                                        () -> {
                                            throw new IOException();
                                        }));
        opening.file().changeSize(Deadline.FOREVER, () -> {}); // Both have been released.
        opening.release();
    }

    @Test
    void openingsOfOneFileShareItsState() throws IOException {
        CountedFile first = opening(Protection.READ_WRITE);
        CountedFile second = opening(Protection.READ_ONLY);
        system.others().write(DIRECTORY.resolve("other"), new byte[1]);
        CountedFile other =
                opening(OpenRequest.existing(Protection.READ_ONLY), DIRECTORY.resolve("other"),
                        false);
        assertThat(second.file()).isSameAs(first.file());
        assertThat(other.file()).isNotSameAs(first.file());
        assertThat(first.file().hasOneOpening()).isFalse();
        assertThat(other.file().hasOneOpening()).isTrue();
        assertThat(FileInProcess.of(first.engineFile().identity())).isSameAs(first.file());
        second.release();
        assertThat(first.file().hasOneOpening()).isTrue();
        CountedFile third = opening(Protection.READ_ONLY);
        assertThat(third.file()).isSameAs(first.file());
        FileInProcess shared = first.file();
        third.release();
        FileIdentity identity = first.engineFile().identity();
        first.release();
        other.release();
        assertThatExceptionOfType(NullPointerException.class)
                .isThrownBy(() -> FileInProcess.of(identity));
        CountedFile again = opening(Protection.READ_WRITE);
        assertThat(again.file()).isNotSameAs(shared);
        again.release();
    }

    private void leavePending(Path path) throws IOException {
        try (FileMapping mapping =
                FileMapping.builder(path)
                        .engine(system.engine())
                        .protection(Protection.READ_WRITE)
                        .open();
                View view = mapping.map()) {
            view.guarded().setByte(0, (byte) 'x');
            system.faults().plan(Faults.once(Operation.DISK_WRITE, Fault.error(OsError.EIO)));
            assertThatExceptionOfType(FlushFailedException.class)
                    .isThrownBy(() -> mapping.flush(Durability.DEVICE));
            system.faults().none();
        }
    }

    @Test
    void whatIsPendingIsKnownToTheNextOpening() throws IOException {
        long closed = Counters.CLOSED_PENDING.get();
        leavePending(FILE);
        assertThat(Counters.CLOSED_PENDING.get()).isEqualTo(closed + 1);
        try (FileMapping mapping = mapping(Protection.READ_WRITE)) {
            assertThat(mapping.pending()).isNotEmpty();
            assertThat(mapping.doubtful()).isEqualTo(mapping.pending());
            mapping.trustMemory();
            mapping.flush(Durability.DEVICE);
        }
        try (FileMapping mapping = mapping(Protection.READ_WRITE)) {
            assertThat(mapping.pending()).isEmpty();
        }
        assertThat(Counters.CLOSED_PENDING.get()).isEqualTo(closed + 1);
    }

    @Test
    void nothingIsPendingForAnotherFileWithTheNumberOfOneThatIsGone() throws IOException {
        CountedFile opening = opening(Protection.READ_ONLY);
        FileIdentity identity = opening.engineFile().identity();
        opening.release();
        leavePending(FILE);
        CountedFile another =
                reborn(new FileIdentity(identity.volume(), 0, identity.number(), 4711), false);
        assertThat(another.file().flushes().debt().isPending()).isFalse();
        another.release();
        leavePending(FILE);
        CountedFile created = reborn(identity, true);
        assertThat(created.file().flushes().debt().isPending()).isFalse();
        created.release();
        leavePending(FILE);
        CountedFile same =
                reborn(new FileIdentity(identity.volume(), 0, identity.number(), 0), false);
        assertThat(same.file().flushes().debt().isPending()).isTrue();
        same.release();
    }

    /** The file as an engine sees it that gives it another birth, or has just created it. */
    private CountedFile reborn(FileIdentity identity, boolean created) throws IOException {
        EngineFile file =
                system.engine()
                        .open(FileLocation.of(FILE),
                                OpenRequest.existing(Protection.READ_WRITE));
        EngineFile other =
                (EngineFile) java.lang.reflect.Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {EngineFile.class},
                        (proxy, method, arguments) -> switch (method.getName()) {
                            case "identity" -> identity;
                            case "created" -> created;
                            default -> method.invoke(file, arguments);
                        });
        return new CountedFile(
                system.engine(), other, FileLocation.of(FILE), Protection.READ_WRITE, false, false);
    }

    @Test
    void ofTooManyPendingFilesTheOldestIsForgotten() throws IOException {
        Path oldest = DIRECTORY.resolve("0");
        for (int i = 0; i <= FileInProcess.PENDING_LIMIT; i++) {
            Path path = DIRECTORY.resolve(String.valueOf(i));
            system.others().write(path, new byte[1]);
            leavePending(path);
        }
        try (FileMapping first =
                FileMapping.builder(oldest).engine(system.engine()).open();
                FileMapping second =
                        FileMapping.builder(DIRECTORY.resolve("1")).engine(system.engine())
                                .open()) {
            assertThat(first.pending()).isEmpty();
            assertThat(second.pending()).isNotEmpty();
        }
    }

    @Test
    void aFlushNamesTheWritableRangesOfItsEngine() throws IOException {
        system.behaviour().flushesLiveRangesOnly(true);
        CountedFile first = opening(Protection.READ_WRITE);
        first.setSize(CountedFile.SIZE_OF_FILE);
        CountedFile second = opening(Protection.READ_WRITE);
        second.setSize(CountedFile.SIZE_OF_FILE);
        MappedView view = map(second, 4096, 100);
        view.guarded().setByte(0, (byte) 'x');
        MappedView readOnly =
                MappedView.map(first, new ByteRange(0, 10), Protection.READ_ONLY, false,
                        any -> any);
        assertThat(first.file().liveRanges(first)).hasSize(1);
        assertThat(first.file().writableRanges().list()).containsExactly(new ByteRange(4096, 100));
        first.flush(Durability.DEVICE);
        assertThat(system.disk().readDurable(FILE)[4096]).isEqualTo((byte) 'x');
        readOnly.close();
        view.close();
        assertThat(first.file().liveRanges(first)).isEmpty();
        first.release();
        second.release();
    }

    @Test
    void rangesOfOtherEnginesAreNotNamed() throws IOException {
        CountedFile first = opening(Protection.READ_WRITE);
        first.setSize(CountedFile.SIZE_OF_FILE);
        MappedView view = map(first, 0, 10);
        MemoryFileSystem another = new MemoryFileSystem(Options.DEFAULT);
        CountedFile through =
                new CountedFile(
                        another.engine(), first.engineFile(), null, Protection.READ_ONLY, false,
                        false);
        assertThat(first.file().liveRanges(through)).isEmpty();
        assertThat(first.file().writableRanges().isEmpty()).isFalse();
        first.file().leave(through);
        view.close();
        first.release();
    }

    @Test
    void d1AViewThatWasClosedIsRemembered() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        MappedView view = map(opening, 4096, 100);
        view.close();
        assertThat(opening.file().flushes().debt().closings()).isEqualTo(1);
        MappedView copy =
                MappedView.map(
                        opening, new ByteRange(0, 10), Protection.COPY_ON_WRITE, false,
                        any -> any);
        copy.close();
        assertThat(opening.file().flushes().debt().closings()).isEqualTo(1);
        system.faults().plan(Faults.once(Operation.FLUSH_RANGE, Fault.error(OsError.EIO)));
        MappedView other = map(opening, 0, 1);
        assertThatExceptionOfType(FlushFailedException.class)
                .isThrownBy(() -> other.flush(new ByteRange(0, 1), Durability.DEVICE));
        assertThat(opening.file().flushes().debt().pending(0, SIZE))
                .containsExactly(new ByteRange(0, 1), new ByteRange(4096, 100));
        other.close();
        opening.release();
    }
}
