package io.fileview.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fileview.BeyondEndException;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.FileMapping;
import io.fileview.FileShrankException;
import io.fileview.FlushFailedException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.View;
import io.fileview.ViewsMappedException;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.MemoryFileSystem;
import io.fileview.memory.Mode;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Openings of a file, their users, and what they know of each other. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class LiveFilesTest {
    private static final Path DIRECTORY = Path.of("/live").toAbsolutePath();
    private static final Path FILE = DIRECTORY.resolve("file");
    private static final int SIZE = 10_000;
    private static final Logger LOGGER = Logger.getLogger("io.fileview");

    private MemoryFileSystem system;

    @BeforeAll
    static void silence() {
        LOGGER.setLevel(Level.OFF);
    }

    @AfterAll
    static void speakAgain() {
        LOGGER.setLevel(null);
    }

    @BeforeEach
    void makeFile() throws IOException {
        use(Options.DEFAULT);
    }

    private void use(Options options) throws IOException {
        system = new MemoryFileSystem(options);
        system.others().createDirectories(DIRECTORY);
        system.others().write(FILE, new byte[SIZE]);
    }

    private CountedFile opening(Protection protection) throws IOException {
        return opening(new OpenRequest(protection, Creation.EXISTING, false), FILE, false);
    }

    private CountedFile opening(OpenRequest request, Path path, boolean sparse)
            throws IOException {
        FileLocation location = FileLocation.of(path);
        EngineFile file = system.engine().open(location, request);
        return new CountedFile(
                system.engine(), file, location, request.protection(), sparse, false);
    }

    private FileMapping mapping(Protection protection) throws IOException {
        return FileMapping.builder(FILE).engine(system.engine()).protection(protection).open();
    }

    private static MappedView map(CountedFile opening, long offset, long length)
            throws IOException {
        return MappedView.map(
                opening, new ByteRange(offset, length), opening.protection(), false, view -> view);
    }

    private boolean isClosed() throws IOException {
        // Space is given back when the last opening of a file without names is closed.
        system.others().delete(FILE);
        return system.usedSpace() == 0;
    }

    // Users

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
                .withMessage("the mapping of " + FILE + " is closed");
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

    // Size

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
                .withMessageContainingAll("has 10000 bytes, 10001 were asked for",
                        "READ_ONLY cannot be extended")
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
    void anEmptyFileCannotBeMapped() throws IOException {
        system.others().truncate(FILE, 0);
        CountedFile writable = opening(Protection.READ_WRITE);
        assertThatExceptionOfType(NotMappableException.class)
                .isThrownBy(() -> writable.setSize(CountedFile.SIZE_OF_FILE))
                .withMessageEndingWith("give a size to extend it");
        CountedFile readOnly = opening(Protection.READ_ONLY);
        assertThatExceptionOfType(NotMappableException.class)
                .isThrownBy(() -> readOnly.setSize(CountedFile.SIZE_OF_FILE))
                .withMessageEndingWith("open it READ_WRITE with a size to extend it");
        readOnly.setSize(0);
        readOnly.release();
        writable.release();
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
                .withMessageContaining("use truncate to make it smaller");
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
                        "after the end of the mapping at 100")
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
                        () -> {
                            opening.file().withSizeFixed(() -> {});
                            thread[0] =
                                    Thread.ofPlatform()
                                            .daemon()
                                            .start(
                                                    () -> {
                                                        changing.countDown();
                                                        try {
                                                            opening.file()
                                                                    .changeSize(
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
                                        () -> {
                                            throw new IOException();
                                        }));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(
                        () -> opening.file()
                                .withSizeFixed(
                                        () -> {
                                            throw new IOException();
                                        }));
        opening.file().changeSize(() -> {}); // Both have been released.
        opening.release();
    }

    // Creation

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

    // One file, many openings

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

    // Flushes

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
        assertThat(system.others().readDurable(FILE)[4096]).isEqualTo((byte) 'x');
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

    // The registry

    @Test
    void theRegistryKnowsWhatIsMapped() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        long views = Counters.LIVE_VIEWS.get();
        long bytes = Counters.MAPPED_BYTES.get();
        MappedView first = map(opening, 0, 100);
        MappedView second = map(opening, 4096, 200);
        assertThat(Counters.LIVE_VIEWS.get()).isEqualTo(views + 2);
        assertThat(Counters.MAPPED_BYTES.get()).isEqualTo(bytes + 300);
        assertThat(LiveViews.all()).contains(first, second);
        assertThat(LiveViews.through(opening.engineFile())).containsExactlyInAnyOrder(first,
                second);
        assertThat(LiveViews.startingAt(first.address())).isSameAs(first);
        assertThat(LiveViews.startingAt(first.address() + 1)).isNull();
        assertThat(LiveViews.containing(first.address())).isSameAs(first);
        assertThat(LiveViews.containing(first.address() + 99)).isSameAs(first);
        assertThat(LiveViews.containing(first.address() + 100)).isNull();
        assertThat(LiveViews.containing(first.address() - 1)).isNotSameAs(first);
        assertThat(LiveViews.containing(second.address() + 199)).isSameAs(second);
        first.close();
        assertThat(LiveViews.startingAt(first.address())).isNull();
        assertThat(LiveViews.containing(first.address())).isNull();
        assertThat(LiveViews.through(opening.engineFile())).containsExactly(second);
        second.remap(SIZE - 4096);
        assertThat(Counters.LIVE_VIEWS.get()).isEqualTo(views + 1);
        assertThat(Counters.MAPPED_BYTES.get()).isEqualTo(bytes + SIZE - 4096);
        assertThat(LiveViews.startingAt(second.address())).isSameAs(second);
        assertThat(LiveViews.containing(second.address() + SIZE - 4097)).isSameAs(second);
        second.close();
        second.close();
        assertThat(Counters.LIVE_VIEWS.get()).isEqualTo(views);
        assertThat(Counters.MAPPED_BYTES.get()).isEqualTo(bytes);
        opening.release();
    }

    @Test
    void ofViewsThatStartAtOneAddressTheLastIsFound() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        MappedView first = map(opening, 0, 100);
        MappedView second = map(opening, 0, 50);
        assertThat(second.address()).isEqualTo(first.address());
        assertThat(LiveViews.startingAt(first.address())).isSameAs(second);
        assertThat(LiveViews.containing(first.address() + 10)).isSameAs(second);
        assertThat(LiveViews.containing(first.address() + 70)).isSameAs(first);
        second.close();
        assertThat(LiveViews.startingAt(first.address())).isSameAs(first);
        first.close();
        opening.release();
    }

    /** A range that belongs to something larger is no view, and keeps the file from shrinking. */
    @Test
    void aRangeThatIsNoViewIsNotCounted() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        long views = Counters.LIVE_VIEWS.get();
        long bytes = Counters.MAPPED_BYTES.get();
        LiveView within = LiveView.within(opening.file(), "something", 0x5000, 100);
        LiveViews.add(within);
        assertThat(Counters.LIVE_VIEWS.get()).isEqualTo(views);
        assertThat(Counters.MAPPED_BYTES.get()).isEqualTo(bytes);
        assertThat(LiveViews.startingAt(0x5000)).isNull();
        assertThat(LiveViews.containing(0x5000)).isNull();
        assertThat(within.toString()).isEqualTo("something [offset 0, length 100] at 0x5000");
        assertThat(within.view()).isNull();
        assertThat(within.dirtiesFile()).isFalse();
        assertThatExceptionOfType(ViewsMappedException.class)
                .isThrownBy(() -> opening.truncate(0))
                .withMessageContaining("something");
        assertThat(opening.liveViews()).isEmpty(); // It is mapped through no opening.
        within.moved(0x7000, 300);
        assertThat(within.address()).isEqualTo(0x7000);
        assertThat(within.length()).isEqualTo(300);
        within.unmapped();
        within.unmapped();
        opening.truncate(0);
        opening.release();
    }

    @Test
    void aLeakedViewIsUnmappedReportedAndReleasesItsFile() throws IOException {
        CountedFile opening = opening(Protection.READ_WRITE);
        opening.setSize(CountedFile.SIZE_OF_FILE);
        long leaked = Counters.LEAKED_VIEWS.get();
        boolean[] reclaimed = {false};
        opening.retain();
        LiveView stays =
                LiveView.of(opening, 5, 0x9000, 10, true, () -> reclaimed[0]);
        LiveViews.add(stays);
        assertThat(stays.toString()).contains("of " + FILE + " [offset 5, length 10] at 0x9000");
        stays.run();
        assertThat(Counters.LEAKED_VIEWS.get()).isEqualTo(leaked + 1);
        assertThat(opening.liveViews()).hasSize(1); // It stays mapped.
        stays.run();
        stays.unmapped();
        assertThat(Counters.LEAKED_VIEWS.get()).isEqualTo(leaked + 1);
        LiveViews.remove(stays);
        opening.release();
        reclaimed[0] = true;
        opening.retain();
        LiveView goes = LiveView.of(opening, 5, 0x9000, 10, true, () -> reclaimed[0]);
        LiveViews.add(goes);
        goes.run();
        assertThat(Counters.LEAKED_VIEWS.get()).isEqualTo(leaked + 2);
        assertThat(opening.liveViews()).isEmpty();
        assertThat(opening.file().flushes().debt().closings()).isEqualTo(1);
        opening.release();
        assertThat(opening.tryRetain()).isFalse();
    }

    // Calls of views

    @Test
    void whatAnEngineCannotDoIsToldAsNotSupported() throws IOException {
        Options options = Options.DEFAULT.mode(Mode.SOFTWARE);
        for (Ability ability : Ability.values()) {
            options = options.without(ability);
        }
        use(options);
        try (FileMapping mapping = mapping(Protection.READ_WRITE); View view = mapping.map()) {
            for (org.assertj.core.api.ThrowableAssert.ThrowingCallable call : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                    () -> view.lock(0, 1),
                    () -> view.unlock(0, 1),
                    () -> view.trim(0, 1),
                    view::segment)) {
                assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(call)
                        .withMessageContaining("the engine memory")
                        .withMessageContaining(view.toString());
            }
            assertThat(view.pages(0, SIZE).pageCount()).isEqualTo(3);
            assertThat(mapping.cached()).isEmpty();
        }
    }
}
