package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.Protection;
import io.fileview.cli.FileCopy.Holes;
import io.fileview.cli.Moment.Result;
import io.fileview.commit.CommitMapping;
import io.fileview.live.Engines;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A copy replaces nobody's file unasked, gives nobody a right, and leaves nothing behind. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs POSIX permissions and links")
class CopyHarmsNothingTest {
    private static final byte[] BYTES = Sample.bytes(100_000);

    @TempDir
    Path dir;

    private Path source() throws Exception {
        return Sample.file(dir.resolve("a"), BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aFileThatAppearsAtTheLastMomentIsNotReplaced(String engine) throws Exception {
        Path source = source();
        Path copy = dir.resolve("b");

        Result result =
                Moment.copy(Moment.FLUSHING, () -> Files.write(copy, new byte[] {9}),
                        "--engine", engine, source, copy);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains(copy + ": already exists; use --force");
        assertThat(Files.readAllBytes(copy)).containsExactly(9);
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void forceReplacesOnlyTheFileThatWasThere(String engine) throws Exception {
        Path source = source();
        Path copy = dir.resolve("b");

        Result created =
                Moment.copy(Moment.FLUSHING, () -> Files.write(copy, new byte[] {9}),
                        "--engine", engine, "--force", source, copy);
        assertThat(created.err()).contains(copy + ": has been created by another program");
        assertThat(Files.readAllBytes(copy)).containsExactly(9);

        Path other = Sample.file(dir.resolve("other"), new byte[] {8});
        Result replaced =
                Moment.copy(Moment.FLUSHING,
                        () -> Files.move(other, copy, StandardCopyOption.REPLACE_EXISTING),
                        "--engine", engine, "--force", source, copy);
        assertThat(replaced.err()).contains(copy + ": has been replaced by another program");
        assertThat(Files.readAllBytes(copy)).containsExactly(8);
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aSecretStaysSecretIfItsNameLeadsToAnotherFile(String engine) throws Exception {
        Path source = source();
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rw-------"));
        Path copy = dir.resolve("b");

        Result result =
                Moment.copy(
                        Moment.COPIED,
                        () -> {
                            Path open = Sample.file(dir.resolve("open"), new byte[1]);
                            Files.setPosixFilePermissions(
                                    open, PosixFilePermissions.fromString("rw-rw-rw-"));
                            Files.move(open, source, StandardCopyOption.REPLACE_EXISTING);
                        },
                        "--engine", engine, source, copy);

        assertThat(result.exitCode()).isZero();
        assertThat(Files.readAllBytes(copy)).isEqualTo(BYTES);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aGroupThatCouldNotReadTheSourceCannotReadTheCopy(String engine) throws Exception {
        Path source = source();
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-x--x"));
        asRoot(source, "unix:gid", 12_345);

        Run.fileview("copy", "--engine", engine, source, dir.resolve("b")).succeeds();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("b"))))
                .isEqualTo("rwx--x--x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void namesMayBeAsLongAsTheFileSystemAllows(String engine) throws Exception {
        Path source = source();
        Path copy = dir.resolve("n".repeat(255));

        Run.fileview("copy", "--engine", engine, source, copy).succeeds();
        Run.fileview("copy", "--engine", engine, source, copy, "--force").succeeds();

        assertThat(Files.readAllBytes(copy)).isEqualTo(BYTES);
        assertThat(names()).hasSize(2);
        Run.fileview("copy", source, dir.resolve("n".repeat(256))).fails(1, "ENAMETOOLONG");
        assertThat(names()).hasSize(2);
    }

    @Test
    void aLinkThatLeadsNowhereIsNotReplaced() throws Exception {
        Path source = source();
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("none"));

        Run.fileview("copy", source, link).fails(1, link + ": is a symbolic link", "no file");
        Run.fileview("copy", source, link, "--force").fails(1, link + ": is a symbolic link");

        assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of("none"));
        assertThat(names()).containsExactlyInAnyOrder("a", "link");
    }

    @Test
    void aLinkStaysAndItsFileIsReplaced() throws Exception {
        Path source = source();
        Path file = Sample.file(dir.resolve("b"), new byte[] {9});
        Path link = Files.createSymbolicLink(dir.resolve("link"), Path.of("b"));

        Run.fileview("copy", source, link, "--force").succeeds();

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.readAllBytes(file)).isEqualTo(BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void theNamesOfOneFileAreNotParted(String engine) throws Exception {
        Path source = source();
        Path file = Sample.file(dir.resolve("b"), new byte[] {9});
        Path other = Files.createLink(dir.resolve("c"), file);

        Run.fileview("copy", "--engine", engine, source, file, "--force")
                .fails(1, file + ": has 2 names");

        assertThat(Files.isSameFile(file, other)).isTrue();
        assertThat(Files.readAllBytes(other)).containsExactly(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aFileThatIsReplacedKeepsItsOwner(String engine) throws Exception {
        Path source = source();
        Path copy = Sample.file(dir.resolve("b"), new byte[] {9});
        asRoot(copy, "unix:uid", 12_345);
        asRoot(copy, "unix:gid", 23_456);

        Run.fileview("copy", "--engine", engine, source, copy, "--force").succeeds();

        assertThat(Files.getAttribute(copy, "unix:uid")).isEqualTo(12_345);
        assertThat(Files.getAttribute(copy, "unix:gid")).isEqualTo(23_456);
        assertThat(Files.readAllBytes(copy)).isEqualTo(BYTES);
    }

    /** The rights of another user, even as root, are not a reason to remove a file of that name. */
    @Test
    void whatKilledCopiesHaveLeftIsRemovedAndNothingElse() throws Exception {
        Path source = source();
        Sample.file(dir.resolve(".fileview-0.tmp"), BYTES);
        Sample.file(dir.resolve(".fileview-63.tmp"), BYTES);
        Path locked = Sample.file(dir.resolve(".fileview-1.tmp"), BYTES);
        Files.createDirectory(dir.resolve(".fileview-2.tmp"));
        Files.createSymbolicLink(dir.resolve(".fileview-3.tmp"), Path.of("a"));
        Files.createLink(dir.resolve(".fileview-4.tmp"), source);
        Sample.file(dir.resolve(".fileview-64.tmp"), BYTES);
        Sample.file(dir.resolve(".fileview-x.tmp"), BYTES);
        Path foreign = Sample.file(dir.resolve(".fileview-5.tmp"), BYTES);
        boolean isRoot = System.getProperty("user.name").equals("root");
        if (isRoot) {
            asRoot(foreign, "unix:uid", 12_345);
        } else {
            Files.delete(foreign);
        }

        try (FileChannel user = FileChannel.open(locked, StandardOpenOption.WRITE);
                FileLock lock = user.lock()) {
            assertThat(lock.isValid()).isTrue();
            Run.fileview("copy", source, dir.resolve("b")).succeeds();
        }

        assertThat(names())
                .doesNotContain(".fileview-0.tmp", ".fileview-63.tmp")
                .contains(".fileview-1.tmp", ".fileview-2.tmp", ".fileview-3.tmp",
                        ".fileview-4.tmp", ".fileview-64.tmp", ".fileview-x.tmp");
        assertThat(Files.exists(foreign, LinkOption.NOFOLLOW_LINKS)).isEqualTo(isRoot);
    }

    /** A copy that is killed when it has its hidden name belongs to them already. */
    @Test
    void whatACopyForAnotherOwnerHasLeftIsRemovedByTheNext() throws Exception {
        Path source = source();
        Path copy = Sample.file(dir.resolve("b"), new byte[0]);
        asRoot(copy, "unix:uid", 12_345);
        asRoot(Sample.file(dir.resolve(".fileview-0.tmp"), BYTES), "unix:uid", 12_345);

        Run.fileview("copy", source, copy, "--force").succeeds();
        assertThat(names()).containsExactlyInAnyOrder("a", "b");

        asRoot(source, "unix:uid", 23_456);
        asRoot(Sample.file(dir.resolve(".fileview-0.tmp"), BYTES), "unix:uid", 23_456);
        Run.fileview("copy", source, copy, "--force", "--preserve").succeeds();
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aSourceThatGrowsIsNotCopiedByHalves() throws Exception {
        Path source = source();

        Result result =
                Moment.copy(Moment.COPIED,
                        () -> Files.write(source, new byte[5], StandardOpenOption.APPEND),
                        source, dir.resolve("b"));

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains(source + ": has grown to 100005 bytes from 100000");
        assertThat(names()).containsExactly("a");
    }

    /** Mapped files and databases are changed where they are. */
    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aSourceThatIsWrittenToIsNotCopiedByHalves(String engine) throws Exception {
        Path source = source();
        Path copy = Sample.file(dir.resolve("b"), new byte[] {9});

        Result result =
                Moment.copy(
                        Moment.FLUSHING,
                        () -> {
                            try (FileChannel writer =
                                    FileChannel.open(source, StandardOpenOption.WRITE)) {
                                writer.write(ByteBuffer.wrap(new byte[5]), 50_000);
                            }
                        },
                        "--engine", engine, "--sparse", "--force", source, copy);

        assertThat(result.err()).contains(source + ": has been written to while it was copied");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(Files.readAllBytes(copy)).containsExactly(9);
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    /** What has been committed may be in the journal only, if a kill came between. */
    @Test
    void aSourceThatHasAJournalIsNotCopiedByHalves() throws Exception {
        Path source = source();
        try (CommitMapping program = CommitMapping.open(source)) {
            assertThat(program.size()).isEqualTo(BYTES.length);
            Run.fileview("copy", source, dir.resolve("b"))
                    .fails(1, source + ": has a journal of commits");
        }

        Run.fileview("copy", source, dir.resolve("b")).succeeds();
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aSourceThatIsOpenedForCommitsMeanwhileIsNotCopiedByHalves() throws Exception {
        Path source = source();
        List<CommitMapping> opened = new ArrayList<>();
        try {
            Result result =
                    Moment.copy(
                            Moment.FLUSHING,
                            () -> opened.add(CommitMapping.open(source)),
                            source, dir.resolve("b"));
            assertThat(result.err()).contains(source + ": has a journal of commits");
            assertThat(result.exitCode()).isEqualTo(1);
        } finally {
            for (CommitMapping each : opened) {
                each.close();
            }
        }
        assertThat(names()).containsExactly("a");
    }

    /** Between the look at the path and the opening of its directory. */
    @ParameterizedTest
    @ValueSource(strings = {"linux", "portable"})
    void aFileThatAppearsAtTheFirstMomentIsNotReplaced(String engine) throws Exception {
        Path source = source();
        Path copy = dir.resolve("b");
        TruncatingEngine.plan(
                engine,
                source,
                0,
                (call, first) -> {
                    if (call.equals("resolve")) {
                        write(copy, 9);
                    }
                    return false;
                });

        Run.fileview("copy", "--engine", TruncatingEngine.NAME, source, copy)
                .fails(1, copy + ": already exists; use --force");

        assertThat(Files.readAllBytes(copy)).containsExactly(9);
        assertThat(names()).containsExactlyInAnyOrder("a", "b");
    }

    /** The kernel may share blocks when it copies, which allocates none. */
    @Test
    void theKernelDoesNotCopyWhatIsToBeAllocated() throws Exception {
        Path source = source();
        Path copy = dir.resolve("b");
        Engine engine = Engines.choose("linux", FileLocation.of(source));
        OpenRequest existing = OpenRequest.existing(Protection.READ_ONLY);
        OpenRequest create = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);
        try (EngineFile from = engine.open(FileLocation.of(source), existing);
                EngineFile to = engine.open(FileLocation.of(copy), create)) {
            EngineFile observed =
                    (EngineFile) Proxy.newProxyInstance(
                            EngineFile.class.getClassLoader(),
                            new Class<?>[] {EngineFile.class},
                            (proxy, method, arguments) -> {
                                assertThat(method.getName()).isNotEqualTo("copyFrom");
                                return method.invoke(to, arguments);
                            });
            OutputStream nowhere = OutputStream.nullOutputStream();
            new FileCopy(from, WriteTime.of(source), observed, Holes.FILLED)
                    .run(new Progress(Output.to(nowhere, nowhere), false, BYTES.length));
        }
        assertThat(Files.readAllBytes(copy)).isEqualTo(BYTES);
    }

    /** The copy was given to the owner of the old file, and then its process was killed. */
    @Test
    void whatAKilledCopyHasGivenAwayIsRemoved() throws Exception {
        Path source = source();
        Path copy = Sample.file(dir.resolve("b"), new byte[] {9});
        Path left = Sample.file(dir.resolve(".fileview-0.tmp"), BYTES);
        Path foreign = Sample.file(dir.resolve(".fileview-1.tmp"), BYTES);
        asRoot(copy, "unix:uid", 12_345);
        asRoot(left, "unix:uid", 12_345);
        asRoot(foreign, "unix:uid", 23_456);

        Run.fileview("copy", source, copy, "--force").succeeds();

        assertThat(names()).containsExactlyInAnyOrder("a", "b", ".fileview-1.tmp");
    }

    private static void write(Path file, int value) {
        try {
            Files.write(file, new byte[] {(byte) value});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void asRoot(Path file, String attribute, int value) throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs to be root");
        Files.setAttribute(file, attribute, value);
    }

    private List<String> names() throws Exception {
        try (Stream<Path> paths = Files.list(dir)) {
            return paths.map(path -> path.getFileName().toString()).toList();
        }
    }
}
