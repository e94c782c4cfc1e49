package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.testing.ChildJvm;
import io.fileview.testing.Command;
import io.fileview.testing.Disk;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An error whose number has several causes is told with the right one. */
@NeedsKernel("reaches limits that the kernel sets")
class TrueCausesTest {
    private static final int SIZE = 1 << 20;

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        Needs.linux();
        file = Sample.file(directory, SIZE);
    }

    private Path jar() throws IOException {
        // As a jar, which is open already: to load a class from a folder takes another file.
        Path jar = directory.resolve("fileview.jar");
        String tool = Path.of(System.getProperty("java.home"), "bin", "jar").toString();
        Command.run(tool, "-cf", jar.toString(), "-C", ChildJvm.mainClasses().toString(), ".");
        return jar;
    }

    @Test
    void theDataLimitIsNotTheAddressSpace() throws Exception {
        long limit = 4L << 30;
        String output =
                ChildJvm.of(PrivateMapper.class, directory.resolve("large"), 8L << 30)
                        .under("prlimit", "--data=" + limit)
                        .run();
        assertThat(output).contains("RLIMIT_DATA allows " + limit).contains("ulimit");
    }

    /** Maps more privately than the process may have. */
    static final class PrivateMapper {
        private PrivateMapper() {}

        public static void main(String[] args) throws IOException {
            Path large = Path.of(args[0]);
            long size = Long.parseLong(args[1]);
            try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
                sparse.setLength(size);
            }
            try (FileMapping mapping = EngineUnderTest.open(large, Protection.READ_WRITE)) {
                mapping.map().close(); // shared pages are no data
                try (View view =
                        mapping.view(0, size).protection(Protection.COPY_ON_WRITE).map()) {
                    throw new AssertionError("mapped " + view);
                } catch (MappingLimitException refused) {
                    System.out.println(refused.limitName() + ": " + refused.getMessage());
                }
            }
        }
    }

    @Test
    void tooFewDescriptorsAreToldAsSuch() throws Exception {
        String output =
                ChildJvm.of(WithoutDescriptors.class, file)
                        .classPath(jar(), ChildJvm.testClasses())
                        .under("prlimit", "--nofile=100:100")
                        .run();
        assertThat(output).endsWith("all refused");
    }

    /** Asks for what needs a descriptor when none is left. */
    static final class WithoutDescriptors {
        private WithoutDescriptors() {}

        private interface Act {
            void run() throws IOException;
        }

        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[0]);
            List<RandomAccessFile> open = new ArrayList<>();
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                    View view = mapping.map()) {
                refused(file,
                        () -> EngineUnderTest.open(file.resolveSibling("x"), Protection.READ_ONLY));
                while (open.size() < 100) {
                    try {
                        open.add(new RandomAccessFile(args[0], "r"));
                    } catch (IOException none) {
                        break;
                    }
                }
                if (EngineUnderTest.isLinux()) {
                    requireLimit(file, refused(file, view::pages));
                }
                requireLimit(
                        file,
                        refused(file, () -> EngineUnderTest.open(file, Protection.READ_ONLY)));
                requireLimit(
                        file.resolveSibling("new"),
                        refused(
                                file,
                                () -> EngineUnderTest.builder(file.resolveSibling("new"))
                                        .protection(Protection.READ_WRITE)
                                        .size(10)
                                        .create()
                                        .open()));
                IOException memory =
                        refused(file, () -> EngineUnderTest.memoryBuilder(10).open());
                requireLimit(Path.of("memory"), memory);
            }
            System.out.println("all refused");
        }

        private static IOException refused(Path file, Act act) {
            try {
                act.run();
            } catch (IOException refusal) {
                System.out.println(refusal.getMessage());
                return refusal;
            }
            throw new AssertionError("was not refused for " + file);
        }

        private static void requireLimit(Path file, IOException refusal) {
            boolean isRight =
                    refusal instanceof MappingLimitException limit
                            && limit.limitName().equals("RLIMIT_NOFILE")
                            && limit.limit() == 100
                            && limit.file().equals(file.toString())
                            && limit.getMessage().contains("100 (EMFILE)")
                            && limit.getMessage().contains("ulimit -n")
                            && !limit.getMessage().contains("mount");
            if (!isRight) {
                throw new AssertionError(refusal);
            }
        }
    }

    /** Reading a page of a hole takes room there, and without room there is a signal. */
    @Test
    void aHoleOnAFullTmpfsIsAFullFileSystem() throws Exception {
        try (Disk disk = Disk.inMemory(directory.resolve("small"), SIZE)) {
            Path sparse = disk.root().resolve("sparse");
            try (RandomAccessFile hole = new RandomAccessFile(sparse.toFile(), "rw")) {
                hole.setLength(SIZE);
            }
            fill(disk.root().resolve("filler"));
            try (FileMapping mapping = EngineUnderTest.open(sparse, Protection.READ_ONLY);
                    View view = mapping.map()) {
                view.prefetch(); // leaves holes alone
                assertThatExceptionOfType(DiskFullException.class)
                        .isThrownBy(() -> view.guarded().getByte(5))
                        .withMessageStartingWith(sparse + ": ")
                        .withMessageContaining("no room left")
                        .withMessageNotContaining("server");
                assertThatExceptionOfType(DiskFullException.class)
                        .as("what cannot be read is not repaired")
                        .isThrownBy(view::repair);
            }
        }
    }

    private static void fill(Path filler) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(filler.toFile(), "rw")) {
            while (true) {
                file.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(Files.size(filler)).isPositive();
        }
    }

    @Test
    void aReadOnlyMountIsToldAsSuch() throws Exception {
        try (Disk disk = Disk.inMemory(directory.resolve("small"), SIZE)) {
            Path entry = Files.write(disk.root().resolve("data"), new byte[10]);
            Command.run("mount", "-o", "remount,ro", disk.root().toString());
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(() -> EngineUnderTest.open(entry, Protection.READ_WRITE))
                    .withMessageContaining("read-only")
                    .withMessageContaining("READ_ONLY");
            assertThatExceptionOfType(AccessDeniedException.class)
                    .isThrownBy(
                            () -> EngineUnderTest.builder(entry.resolveSibling("new"))
                                    .protection(Protection.READ_WRITE)
                                    .size(10)
                                    .createNew()
                                    .open())
                    .withMessageContaining("read-only");
        }
    }
}
