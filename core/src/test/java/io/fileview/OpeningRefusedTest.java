package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.testing.AddressSpace;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.HugePages;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import io.fileview.testing.TestFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be opened, what is thrown then, and that nothing has changed. */
class OpeningRefusedTest {
    /** Windows does not tell why a file cannot be that large. */
    private static final Class<? extends MappingException> TOO_LARGE =
            Needs.isWindows() ? MappingException.class : DiskFullException.class;

    private static final Duration SOON = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aMissingFile(Protection protection) throws Exception {
        Path missing = directory.resolve("missing");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> EngineUnderTest.open(missing, protection))
                .satisfies(e -> assertThat(e.getFile()).isEqualTo(missing.toString()));
        assertThatFile(missing).doesNotExist();
    }

    @Test
    void aFileInAMissingDirectory() {
        Path missing = directory.resolve("no").resolve("file");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> writable(missing).createNew().size(1).open())
                .withMessageContaining(missing.toString())
                .satisfies(
                        e -> assertThat(e.getMessage())
                                .as("the file was to be created, so do not say otherwise")
                                .doesNotContain("there is no such file;"));
    }

    @Test
    void aPathThatLeadsThroughAFile() throws Exception {
        Path through = Sample.file(directory, 10).resolve("file");
        assertThatIOException()
                .isThrownBy(() -> EngineUnderTest.open(through, Protection.READ_ONLY))
                .withMessageContaining(through.toString());
    }

    /** It would seem to be empty: a copy of it would be, without an error. */
    @ParameterizedTest
    @ValueSource(strings = {"/proc/cpuinfo", "/proc/self/maps", "/proc/kmsg",
        "/proc/sys/kernel/hostname"})
    @NeedsKernel("opens a file of the kernel")
    void aFileThatTheKernelMakesWhenItIsRead(Path file) {
        Needs.linux();
        assertThatExceptionOfType(NotMappableException.class)
                .isThrownBy(() -> EngineUnderTest.open(file, Protection.READ_ONLY))
                .withMessageContainingAll(file.toString(), "size 0", "copy");
    }

    /** The JDK cannot unmap a view that ends within a page of 2 MiB. */
    @Test
    void aFileOnHugetlbfsThroughTheJdk() throws Exception {
        assumeTrue(EngineUnderTest.name().equals("portable"), "the Linux engine maps such files");
        try (HugePages mounted = HugePages.mount(directory, 2)) {
            assertThat(mounted).isNotNull();
            Path file = Files.createFile(directory.resolve("huge"));
            assertThatExceptionOfType(NotMappableException.class)
                    .isThrownBy(() -> EngineUnderTest.open(file, Protection.READ_ONLY))
                    .withMessageContainingAll(file.toString(), "hugetlbfs", "linux");
        }
    }

    @Test
    void anExistingFileThatWasToBeNew() throws Exception {
        Path file = Sample.file(directory, 10);
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> writable(file).createNew().size(20).open())
                .satisfies(e -> assertThat(e.getFile()).isEqualTo(file.toString()));
        assertThatFile(file).hasBinaryContent(Sample.bytes(10));
    }

    @Test
    void aLinkWhereTheFileWasToBeNew() throws Exception {
        Path link = TestFiles.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> writable(link).createNew().size(20).open());
        assertThatFile(link).isSymbolicLink();
        assertThatFile(directory.resolve("nowhere")).doesNotExist();
    }

    @Test
    void aLinkThatLedNowhereAndStillDoes() throws Exception {
        Path target = directory.resolve("nowhere");
        Path link = TestFiles.createSymbolicLink(directory.resolve("link"), target);
        assertThatIOException()
                .isThrownBy(() -> writable(link).create().size(Long.MAX_VALUE).open());
        assertThatFile(target).doesNotExist();
        assertThatFile(link).isSymbolicLink();
    }

    @ParameterizedTest
    @EnumSource
    void aDirectory(Protection protection) {
        refusesAsNotMappable(directory, protection, "directory");
    }

    @ParameterizedTest
    @EnumSource
    @NeedsKernel("opens a named pipe")
    void aPipeAndDoesNotWaitForItsOtherEnd(Protection protection) throws Exception {
        Needs.tool("mkfifo");
        Path pipe = directory.resolve("pipe");
        Command.run("mkfifo", pipe.toString());
        refusesAsNotMappable(pipe, protection, "pipe");
    }

    @ParameterizedTest
    @EnumSource
    @NeedsKernel("opens a socket")
    void aSocket(Protection protection) throws Exception {
        Needs.linux();
        Path socket = directory.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            refusesAsNotMappable(socket, protection, "socket");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/null", "/dev/zero", "/dev/tty"})
    @NeedsKernel("opens a device")
    void aCharacterDevice(String device) {
        Needs.linux();
        refusesAsNotMappable(Path.of(device), Protection.READ_WRITE, "device");
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "READ_WRITE")
    void moreThanTheFileHasWhereItCannotBeExtended(Protection protection) throws Exception {
        Path file = Sample.file(directory, 10);
        assertThatExceptionOfType(BeyondEndException.class)
                .isThrownBy(
                        () -> EngineUnderTest.builder(file).protection(protection).size(11).open())
                .withMessageContainingAll(file.toString(), "10", "11");
        assertThatFile(file).hasBinaryContent(Sample.bytes(10));
    }

    private boolean filesMayHaveAnySize() throws IOException {
        if (EngineUnderTest.isMemory()) {
            return true;
        }
        Path probe = directory.resolve("probe");
        try (RandomAccessFile file = new RandomAccessFile(probe.toFile(), "rw")) {
            file.setLength(Long.MAX_VALUE);
            return true;
        } catch (IOException tooLarge) {
            return false;
        } finally {
            Files.delete(probe);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void moreThanAnyFileCanHave(boolean sparse) throws Exception {
        assumeFalse(
                sparse && filesMayHaveAnySize(),
                "needs a file system that limits files, unlike btrfs, xfs and the one in memory");
        Path file = Sample.file(directory, 10);
        Path missing = directory.resolve("missing");
        for (MappingBuilder builder : new MappingBuilder[] {
            writable(file), writable(missing).createNew()
        }) {
            MappingBuilder huge = builder.size(Long.MAX_VALUE);
            assertTimeoutPreemptively(
                    SOON,
                    () -> assertThatExceptionOfType(TOO_LARGE)
                            .isThrownBy(() -> (sparse ? huge.sparse() : huge).open())
                            .withMessageContaining(Long.toString(Long.MAX_VALUE)));
        }
        assertThatFile(file).hasBinaryContent(Sample.bytes(10));
        assertThatFile(missing).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void aNegativeSize(long size) throws Exception {
        MappingBuilder builder = writable(Sample.file(directory, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.size(size))
                .withMessageContaining(Long.toString(size));
        assertThatIllegalArgumentException().isThrownBy(() -> FileMapping.memory(size));
        assertThatIllegalArgumentException().isThrownBy(() -> FileMapping.memoryBuilder(size));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "READ_WRITE")
    void creatingAFileThatCouldNotBeWritten(Protection protection) {
        Path file = directory.resolve("new");
        MappingBuilder builder = EngineUnderTest.builder(file).protection(protection).size(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.create().open())
                .withMessageContaining("READ_WRITE");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.createNew().open());
        assertThatFile(file).doesNotExist();
    }

    @Test
    void aFileOfAnotherFileSystemThanTheDefaultOne() throws Exception {
        Path zip = directory.resolve("archive.zip");
        try (FileSystem archive = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            Path inside = Files.write(archive.getPath("inside"), Sample.bytes(10));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> EngineUnderTest.open(inside, Protection.READ_ONLY))
                    .withMessageContaining("inside");
        }
    }

    @Test
    void anEngineThatIsNotThere() throws Exception {
        Path file = Sample.file(directory, 10);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FileMapping.builder(file).engine("steam").open())
                .withMessageContaining("steam");
    }

    @Test
    @NeedsKernel("looks into /proc/self/fd")
    void withoutLeavingTheFileOpen() throws Exception {
        Needs.linux();
        Path file = Sample.file(directory, 10);
        MappingBuilder tooLarge = EngineUnderTest.builder(file).size(11);
        assertThatExceptionOfType(BeyondEndException.class).isThrownBy(tooLarge::open);
        assertThat(AddressSpace.openDescriptors(file)).isZero();
    }

    @Test
    @NeedsKernel("opens files as another user, in another process")
    void aFileThatItsPermissionsProtect() throws Exception {
        Needs.linux();
        ChildJvm.openTo(directory);
        Path unreadable = permitted("rw-------");
        Path readable = permitted("rw-r--r--");
        Path locked = Files.createDirectory(directory.resolve("locked"));
        Files.setPosixFilePermissions(locked, permissions("rwx------"));
        Path inside = Files.write(locked.resolve("inside"), Sample.bytes(10));
        ChildJvm.of(Visitor.class, unreadable, readable, directory.resolve("new"), inside)
                .asNobody(directory)
                .run();
        assertThatFile(directory.resolve("new")).doesNotExist();
        assertThatFile(readable).hasBinaryContent(Sample.bytes(10));
    }

    /** Runs as a user whom the files do not belong to. */
    static final class Visitor {
        private Visitor() {}

        public static void main(String[] args) throws IOException {
            denied("to read", EngineUnderTest.builder(Path.of(args[0])));
            denied("to write", writable(Path.of(args[1])));
            denied("to write", writable(Path.of(args[1])).create().size(20));
            denied("to create", writable(Path.of(args[2])).createNew().size(20));
            denied("to enter", EngineUnderTest.builder(Path.of(args[3])));
            EngineUnderTest.builder(Path.of(args[1])).open().close();
        }

        private static void denied(String what, MappingBuilder builder) throws IOException {
            try (FileMapping mapping = builder.open()) {
                throw new AssertionError("allowed " + what + ": " + mapping);
            } catch (AccessDeniedException expected) {
                System.out.println(expected.getMessage());
            }
        }
    }

    private Path permitted(String permissions) throws IOException {
        Path file = Files.write(directory.resolve(permissions), Sample.bytes(10));
        return Files.setPosixFilePermissions(file, permissions(permissions));
    }

    private static java.util.Set<java.nio.file.attribute.PosixFilePermission> permissions(
            String text) {
        return java.nio.file.attribute.PosixFilePermissions.fromString(text);
    }

    private static MappingBuilder writable(Path file) {
        return EngineUnderTest.builder(file).protection(Protection.READ_WRITE);
    }

    private static void refusesAsNotMappable(Path file, Protection protection, String kind) {
        MappingBuilder existing = EngineUnderTest.builder(file).protection(protection);
        MappingBuilder sized = EngineUnderTest.builder(file).protection(protection).size(10);
        Stream.of(existing, sized)
                .forEach(
                        builder -> assertTimeoutPreemptively(
                                SOON,
                                () -> assertThatExceptionOfType(
                                        NotMappableException.class)
                                        .isThrownBy(builder::open)
                                        .withMessageContainingAll(
                                                file.toString(), kind)));
    }
}
