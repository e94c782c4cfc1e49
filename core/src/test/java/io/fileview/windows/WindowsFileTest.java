package io.fileview.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.ViewsMappedException;
import io.fileview.contract.EngineWorld;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.testing.Needs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.AclFileAttributeView;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine promises about files that other systems do not have. */
class WindowsFileTest {
    private static final long GENERIC_READ = 0x80000000L;
    private static final int OPEN_EXISTING = 3;
    private static final int OF_LINK = 0x200000;
    private static final int SET_REPARSE_POINT = 0x900A4;

    @TempDir
    Path directory;

    private WindowsEngine engine;

    @BeforeEach
    void needWindows() {
        Needs.windows();
        engine = new WindowsEngine();
    }

    private EngineFile open(Path file) throws IOException {
        return engine.open(FileLocation.of(file), OpenRequest.existing(Protection.READ_WRITE));
    }

    private EngineFile create(Path file) throws IOException {
        return engine.open(
                FileLocation.of(file),
                new OpenRequest(Protection.READ_WRITE, Creation.CREATE, false));
    }

    private Path sample(String name, int size) throws IOException {
        return Files.write(directory.resolve(name), new byte[size]);
    }

    @Test
    void theEngineIsTheFirstChoice() {
        assertThat(engine.unavailableReason()).isEmpty();
        assertThat(io.fileview.live.Engines.choose(null, null).name()).isEqualTo("windows");
    }

    @Test
    void aFileIsItselfByEveryFormOfItsName() throws Exception {
        Path file = sample("Data.bin", 10);
        Files.createLink(directory.resolve("second.bin"), file);
        sample("other.bin", 10);
        try (EngineFile opened = open(file)) {
            FileIdentity.Key key = opened.identity().key();
            String upper = file.toString().toUpperCase(Locale.ROOT);
            for (Path name : List.of(
                    Path.of(upper),
                    Path.of("\\\\?\\" + file),
                    Path.of(file.toString().replace('\\', '/')),
                    directory.resolve("none").resolve("..").resolve("data.BIN"),
                    directory.resolve("second.bin"))) {
                try (EngineFile again = open(name)) {
                    assertThat(again.identity().key()).as(name.toString()).isEqualTo(key);
                }
                assertThat(engine.find(FileLocation.of(name)).map(FileIdentity::key))
                        .hasValue(key);
            }
            try (EngineFile other = open(directory.resolve("other.bin"))) {
                assertThat(other.identity().key()).isNotEqualTo(key);
            }
        }
    }

    /** Names are any units of 16 bits; a charset would replace half of a pair. */
    @Test
    void aNameWithHalfOfASurrogatePairIsNotThatOfAnotherFile() throws Exception {
        Path other = sample("a\uFFFD.bin", 10);
        Path half = directory.resolve("a\uD800.bin");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> open(half));
        try (Arena arena = Arena.ofConfined();
                Directory opened = engine.resolve(FileLocation.of(other)).directory()) {
            assertThat(opened.remove("a\uD800.bin")).isFalse();
            assertThat(WindowsFunction.wide("a\uD800", arena).toArray(ValueLayout.JAVA_CHAR))
                    .containsExactly('a', '\uD800', '\0');
        }
        assertThat(other).hasSize(10);
    }

    @Test
    void aPathMayHaveMoreThan260Characters() throws Exception {
        Path deep = directory;
        while (deep.toString().length() < 330) {
            deep = Files.createDirectory(deep.resolve("a directory with a long name, 日本語 ü"));
        }
        Path file = deep.resolve("data.bin");
        try (EngineFile created = create(file)) {
            EngineWorld.write(created, 0, (byte) 7);
            created.flush();
        }
        assertThat(file).hasBinaryContent(new byte[] {7});
        try (Directory opened = engine.resolve(FileLocation.of(file)).directory()) {
            opened.rename("data.bin", "renamed.bin");
            assertThat(opened.find("data.bin")).isEmpty();
            opened.flush();
            assertThat(opened.remove("renamed.bin")).isTrue();
        }
        assertThat(deep.resolve("renamed.bin")).doesNotExist();
    }

    @Test
    void othersMayReadWriteAndRenameWhatIsOpen() throws Exception {
        Path file = sample("file", 100);
        try (EngineFile opened = open(file)) {
            Files.write(file, new byte[] {1, 2, 3}, StandardOpenOption.WRITE);
            assertThat(EngineWorld.read(opened, 0, 3)).containsExactly(1, 2, 3);
            Files.move(file, directory.resolve("renamed"));
            EngineWorld.write(opened, 0, (byte) 9);
        }
        assertThat(Files.readAllBytes(directory.resolve("renamed"))[0]).isEqualTo((byte) 9);
    }

    /** Lets a scanner go on for a moment before it does something. */
    private static Thread afterAMoment(Runnable work) {
        return Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                Thread.sleep(50);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            work.run();
                        });
    }

    /** A scanner keeps a file for itself for a moment; who keeps it longer is told. */
    @Test
    void aFileThatAnotherDoesNotShareIsWaitedForAndThenRefused() throws Exception {
        Path file = sample("file", 100);
        long exclusive = openExclusively(file, 0);
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> open(file))
                .withMessageContaining("(ERROR_SHARING_VIOLATION)")
                .withMessageContaining("does not share it");
        Thread scanner = afterAMoment(() -> WindowsHandle.close(exclusive));
        open(file).close();
        scanner.join();
    }

    @Test
    void anEntryThatAnotherDoesNotShareIsWaitedForAndThenNamed() throws Exception {
        Path file = sample("file", 100);
        try (Directory opened = engine.resolve(FileLocation.of(file)).directory()) {
            long exclusive = openExclusively(file, 0);
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> opened.remove("file"))
                    .withMessageStartingWith(file + ": cannot be removed")
                    .withMessageContaining("(ERROR_SHARING_VIOLATION)");
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(() -> opened.rename("file", "to"))
                    .withMessageContaining("cannot be renamed to to");
            WindowsHandle.close(exclusive);
            opened.rename("file", "to");
            assertThat(opened.remove("to")).isTrue();
            assertThat(opened.remove("to")).isFalse();
        }
    }

    private static long openExclusively(Path file, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            long handle =
                    WindowsFunction.of("CreateFileW")
                            .call(
                                    WindowsFunction.wide(file.toString(), arena).address(),
                                    GENERIC_READ,
                                    0,
                                    0,
                                    OPEN_EXISTING,
                                    flags,
                                    0);
            assertThat(handle).isNotEqualTo(-1);
            return handle;
        }
    }

    @Test
    void aFileWithTheReadOnlyAttributeSaysHowToClearIt() throws Exception {
        Wine.assumeNotFakedByWine("the read-only attribute, for root");
        Path file = sample("file", 100);
        Files.setAttribute(file, "dos:readonly", true);
        try {
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> open(file))
                    .withMessageContaining("attrib -r");
            engine.open(FileLocation.of(file), OpenRequest.existing(Protection.COPY_ON_WRITE))
                    .close();
        } finally {
            Files.setAttribute(file, "dos:readonly", false);
        }
    }

    @Test
    void readingEndsWithTheFileWhereverItStarts() throws Exception {
        try (EngineFile file = open(sample("file", 100))) {
            assertThat(EngineWorld.read(file, 90, 20)).hasSize(10);
            assertThat(EngineWorld.read(file, 100, 20)).isEmpty();
            assertThat(EngineWorld.read(file, 1L << 40, 20)).isEmpty();
            assertThat(EngineWorld.read(file, 0, 0)).isEmpty();
        }
    }

    @Test
    void extensionsAtTheSameTimeNeverMakeTheFileSmaller() throws Exception {
        Path path = directory.resolve("file");
        int threads = 4;
        int rounds = 50;
        CountDownLatch start = new CountDownLatch(threads);
        try (EngineFile watched = create(path)) {
            List<Thread> extending =
                    java.util.stream.IntStream.range(0, threads)
                            .mapToObj(
                                    t -> Thread.ofPlatform().start(() -> {
                                        try (EngineFile file = open(path)) {
                                            start.countDown();
                                            start.await();
                                            for (int i = 1; i <= rounds; i++) {
                                                file.extend(
                                                        1000L * (i * threads + t), t % 2 == 0);
                                            }
                                        } catch (Exception e) {
                                            throw new AssertionError(e);
                                        }
                                    }))
                            .toList();
            long last = 0;
            while (extending.stream().anyMatch(Thread::isAlive)) {
                long size = watched.size();
                if (!Wine.isHere()) { // which adds a byte and removes it again
                    assertThat(size).isGreaterThanOrEqualTo(last);
                }
                last = size;
            }
            for (Thread thread : extending) {
                thread.join();
            }
            assertThat(watched.size()).isEqualTo(1000L * (rounds * threads + threads - 1));
        }
    }

    @Test
    void truncationIsRefusedAsLongAsAnythingIsMappedAndThenWorksAtOnce() throws Exception {
        try (EngineFile file = open(sample("file", 300_000))) {
            MappedRange range =
                    file.map(new MapRequest(0, 100, Protection.READ_ONLY, false, new Object()));
            assertThatExceptionOfType(ViewsMappedException.class)
                    .isThrownBy(() -> file.truncate(200_000))
                    .withMessageContaining("another process, or a MappedByteBuffer")
                    .satisfies(e -> assertThat(e.errorName()).hasValue("ERROR_USER_MAPPED_FILE"));
            assertThat(file.size()).isEqualTo(300_000);
            range.unmap();
            file.truncate(200_000);
            assertThat(file.size()).isEqualTo(200_000);
        }
    }

    @Test
    void whatTheJdkHasMappedKeepsTheFileFromBeingTruncated() throws Exception {
        Path path = sample("file", 300_000);
        try (EngineFile file = open(path)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                    Arena arena = Arena.ofConfined()) {
                channel.map(FileChannel.MapMode.READ_ONLY, 0, 100, arena);
                assertThatExceptionOfType(ViewsMappedException.class)
                        .isThrownBy(() -> file.truncate(0));
            }
            file.truncate(0);
        }
        assertThat(path).isEmptyFile();
    }

    @Test
    void aTruncationWaitsForWhoHasTheFileMappedForAMoment() throws Exception {
        Path path = sample("file", 300_000);
        try (EngineFile file = open(path);
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            Arena scanned = Arena.ofShared();
            channel.map(FileChannel.MapMode.READ_ONLY, 0, 100, scanned);
            Thread scanner = afterAMoment(scanned::close);
            file.truncate(5);
            scanner.join();
        }
        assertThat(path).hasSize(5);
    }

    /** What is deleted while it is open stays a file, without a name, on NTFS. */
    @Test
    void aFileThatHasBeenDeletedIsFlushedThroughEveryOpening() throws Exception {
        ByteRange all = new ByteRange(0, 100);
        for (Protection protection : Protection.values()) {
            Path path = sample("file" + protection, 100);
            try (EngineFile file =
                    engine.open(FileLocation.of(path), OpenRequest.existing(protection))) {
                Files.delete(path);
                for (Durability durability : Durability.values()) {
                    file.flush(all, durability, List.of());
                }
                assertThat(EngineWorld.read(file, 0, 200)).hasSize(100);
            }
        }
        Path path = directory.resolve("created");
        try (EngineFile file = create(path)) {
            EngineWorld.write(file, 0, (byte) 7);
            Files.delete(path);
            file.flush();
            file.discardCreated();
            sample("created", 3);
            file.discardCreated();
        }
        assertThat(path).hasSize(3);
    }

    @Test
    void aNumberThatIsNotUniqueIsNone() {
        assertThat(FileStatus.isNumber(0, 0)).isFalse();
        assertThat(FileStatus.isNumber(-1, -1)).isFalse();
        assertThat(FileStatus.isNumber(0, 5)).isTrue();
        assertThat(FileStatus.isNumber(5, 0)).isTrue();
        assertThat(FileStatus.isNumber(5, 5)).isTrue();
        assertThat(FileStatus.isNumber(0, -1)).isFalse();
        assertThat(FileStatus.isNumber(-1, 5)).isTrue();
    }

    @Test
    void ofWhatIsOpenedThroughAFilterNoSecondHandleIsKept() throws Exception {
        Wine.assumeNotFakedByWine("reparse points");
        Path path = sample("file", 100);
        byte[] ofNobody = new byte[32];
        ofNobody[1] = 0x12; // the tag 0x1200, for which there is no filter
        ofNobody[4] = 8; // the size of what follows the identifier
        ofNobody[8] = 1; // the identifier
        try (WindowsFile file = (WindowsFile) open(path);
                Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, ofNobody);
            assertThat(
                    DeviceControl.call(
                            file.handle().value(), SET_REPARSE_POINT, data, null).error())
                    .isZero();
        }
        try (Directory opened = engine.resolve(FileLocation.of(path)).directory()) {
            assertThatExceptionOfType(MappingException.class)
                    .isThrownBy(
                            () -> opened.open(
                                    "file", OpenRequest.existing(Protection.READ_ONLY)))
                    .withMessageContaining("(ERROR_CANT_ACCESS_FILE)");
        }
        WindowsHandle.close(openExclusively(path, OF_LINK));
    }

    @Test
    void aDirectoryIsItselfUnderItsNewName() throws Exception {
        Path parent = Files.createDirectory(directory.resolve("parent"));
        try (Directory opened = engine.resolve(FileLocation.of(parent.resolve("x"))).directory()) {
            Path moved = Files.move(parent, directory.resolve("moved"));
            OpenRequest create = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, false);
            opened.open("file", create).close();
            assertThat(moved.resolve("file")).exists();
            assertThat(opened.status("file")).isPresent();
            opened.flush();
            Wine.assumeNotFakedByWine("renaming in a directory that was renamed itself");
            assertThat(opened.locationOf("file").path()).hasValue(moved.resolve("file"));
            opened.rename("file", "renamed");
            assertThat(opened.remove("renamed")).isTrue();
        }
    }

    @Test
    void renamingReplacesAFileThatIsOpenElsewhere() throws Exception {
        Wine.assumeNotFakedByWine("replacing a file that is open");
        Path to = sample("to", 5);
        sample("from", 10);
        try (Directory opened = engine.resolve(FileLocation.of(to)).directory();
                EngineFile reader = open(to)) {
            opened.rename("from", "to");
            assertThat(to).hasSize(10);
            assertThat(reader.size()).isEqualTo(5);
        }
    }

    @Test
    void everyLevelOfAFlushIsDoneThroughEveryOpening() throws Exception {
        Path path = sample("file", 100_000);
        ByteRange all = new ByteRange(0, 100_000);
        try (EngineFile file = open(path)) {
            EngineWorld.write(file, 0, (byte) 1);
            for (Durability durability : Durability.values()) {
                file.flush(all, durability, List.of());
            }
        }
        for (Protection protection : Protection.values()) {
            try (EngineFile file =
                    engine.open(FileLocation.of(path), OpenRequest.existing(protection))) {
                for (Durability durability : Durability.values()) {
                    file.flush(all, durability, List.of());
                }
            }
        }
    }

    /** Of the principals of a list, the system adds its own under Wine. */
    @Test
    void aFileForItsOwnerIsForNobodyElseUntilItGetsOtherPermissions() throws Exception {
        Path own = directory.resolve("own");
        Path model = sample("model", 10);
        OpenRequest ownerOnly = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);
        try (EngineFile file = engine.open(FileLocation.of(own), ownerOnly);
                EngineFile other = open(model)) {
            String owner = Files.getOwner(own).getName();
            assertThat(list(own))
                    .extracting(entry -> entry.principal().getName())
                    .contains(owner)
                    .isSubsetOf(owner, "NT AUTHORITY\\SYSTEM");
            assertThat(file.status().ownerId()).isEqualTo(engine.userId());
            file.copyPermissionsOf(other);
            assertThat(list(own)).isEqualTo(list(model));
        }
    }

    private static List<java.nio.file.attribute.AclEntry> list(Path file) throws IOException {
        return Files.getFileAttributeView(file, AclFileAttributeView.class).getAcl();
    }

    @Test
    void onlyTemporaryFilesThatWereLeftAreRemoved() throws Exception {
        String left = "t-4cc2be17-3d12-4fbf-b758-3d4138181727";
        sample(left, 10);
        sample("t-mine", 10);
        try (Directory opened =
                engine.resolve(FileLocation.of(directory.resolve("x"))).directory()) {
            opened.removeTemporaries("t-");
            assertThat(directory.resolve(left)).doesNotExist();
            assertThat(directory.resolve("t-mine")).exists();
            EngineFile temporary = opened.openTemporary("u-");
            EngineWorld.write(temporary, 0, (byte) 1);
            opened.removeTemporaries("u-");
            assertThat(EngineWorld.read(temporary, 0, 10)).containsExactly(1);
            temporary.close();
        }
        try (var entries = Files.list(directory)) {
            assertThat(entries).containsExactly(directory.resolve("t-mine"));
        }
    }
}
