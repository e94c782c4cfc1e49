package io.fileview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.commit.CommitMapping;
import io.fileview.guarded.GuardedAccess;
import io.fileview.testing.ChildJvm;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Private pages are memory: guarded access refuses to make more of them before the memory cgroup
 * kills the process. The control writes through the segment, and is killed.
 */
@Tag("linux-only")
@NeedsKernel("starts a process in a memory cgroup")
class PrivateMemoryTest {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup/memory");
    private static final long LIMIT = 400L << 20;
    private static final long SIZE = 1L << 30;
    private static final int KILLED = 137;

    @TempDir
    Path directory;
    private Path group;
    private Path file;

    @BeforeEach
    void makeGroup() throws Exception {
        Needs.root();
        assumeTrue(
                Files.exists(GROUPS.resolve("memory.limit_in_bytes")),
                "needs the memory controller of cgroups, version 1");
        file = directory.resolve("file");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(SIZE);
        }
        group = Files.createDirectory(GROUPS.resolve("fileview-test-" + System.nanoTime()));
        Files.writeString(group.resolve("memory.limit_in_bytes"), Long.toString(LIMIT));
    }

    @AfterEach
    void removeGroup() throws Exception {
        if (group != null) {
            Files.delete(group);
        }
    }

    /** Writes each page of a copy-on-write view, in one of several ways. */
    static final class Writes {
        private Writes() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[1]);
            if (arguments[0].equals("commit")) {
                commit(file);
                return;
            }
            try (FileMapping mapping = EngineUnderTest.open(file, Protection.READ_ONLY);
                    View view = mapping.view(0, SIZE).protection(Protection.COPY_ON_WRITE).map()) {
                GuardedAccess access = view.guarded();
                switch (arguments[0]) {
                    case "segment" -> view.segment().fill((byte) 1);
                    case "fill" -> refused(() -> access.fill(0, SIZE, (byte) 1));
                    case "pages" -> refused(() -> writeAll(access));
                    case "again" -> writeAgain(view, access);
                    default -> throw new IllegalArgumentException(arguments[0]);
                }
                if (access.getByte(0) != 1 || access.getByte(SIZE - 1) != 0) {
                    throw new AssertionError("the view is not as it should be");
                }
            }
        }

        private static void writeAll(GuardedAccess access) throws IOException {
            for (long at = 0; at < SIZE; at += 4096) {
                access.setByte(at, (byte) 1);
            }
        }

        /** The pages that were written before the refusal are private, and take no more memory. */
        private static void writeAgain(View view, GuardedAccess access) throws IOException {
            refused(() -> writeAll(access));
            long written = 0;
            while (access.getByte(written) == 1) {
                access.setByte(written, (byte) 1);
                view.guarded().setByte(written, (byte) 1);
                written += 4096;
            }
            refused(() -> view.guarded().setByte(SIZE - 1, (byte) 1));
            System.out.println("written again: " + written);
        }

        /** What was refused can go on once the changes are committed. */
        private static void commit(Path file) throws IOException {
            int commits = 0;
            try (CommitMapping mapping =
                    CommitMapping.builder(file).journalLimit(SIZE).open();
                    View view = mapping.map()) {
                GuardedAccess access = view.guarded();
                for (long at = 0; at < SIZE; at += 1 << 20) {
                    try {
                        access.fill(at, 1 << 20, (byte) 2);
                    } catch (MappingLimitException full) {
                        commits++;
                        mapping.commit();
                        access.fill(at, 1 << 20, (byte) 2);
                    }
                }
                mapping.commit();
            }
            System.out.println("committed " + commits + " times");
            if (commits < 2) {
                throw new AssertionError("nothing was refused");
            }
        }

        private interface Call {
            void run() throws IOException;
        }

        private static void refused(Call call) throws IOException {
            try {
                call.run();
            } catch (MappingLimitException e) {
                System.out.println("refused: " + e.getMessage());
                return;
            }
            throw new AssertionError("more was written than there is memory");
        }
    }

    private String run(String way) throws IOException {
        return ChildJvm.of(Writes.class, way, file)
                .under("sh", "-c", "echo $$ > \"$0\" && exec \"$@\"",
                        group.resolve("cgroup.procs").toString())
                .option("-Xmx32m")
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pages", "fill"})
    void guardedAccessRefusesBeforeTheKernelKills(String way) throws Exception {
        assertThat(run(way))
                .contains(
                        "refused: " + file,
                        "memory cgroup",
                        group.getFileName().toString(),
                        Long.toString(LIMIT),
                        "commit or roll back");
    }

    @Test
    void pagesThatArePrivateAlreadyAreNotRefused() throws Exception {
        assertThat(run("again")).containsPattern("written again: [0-9]{9}");
    }

    @Test
    void afterACommitThereIsRoomAgain() throws Exception {
        assertThat(run("commit")).contains("committed");
        try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "r")) {
            written.seek(SIZE - 1);
            assertThat(written.read()).isEqualTo(2);
        }
    }

    @Test
    void theControlIsKilled() {
        assertThatThrownBy(() -> run("segment")).hasMessageContaining("ended with " + KILLED);
    }
}
