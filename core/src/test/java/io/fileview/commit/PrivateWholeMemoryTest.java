package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.fileview.ByteRange;
import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Faults;
import io.fileview.memory.Mode;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.memory.OsError;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bytes of a commit, as they are taken from the private mapping of the whole file. */
@Timeout(60)
class PrivateWholeMemoryTest {
    private static final int CHUNK = 1 << 20;
    private static final int SIZE = 3 * CHUNK + 100;
    private static final Path TARGET = CommitWorld.DIRECTORY.resolve("target");

    private final byte[] bytes = new byte[SIZE];
    private CommitWorld world;

    private interface Use {
        void run(PrivateWhole whole, EngineFile target) throws IOException;
    }

    private void use(Mode mode, Use use) throws IOException {
        world = new CommitWorld(1, Options.DEFAULT.mode(mode));
        new Random(5).nextBytes(bytes);
        world.system.others().write(CommitWorld.FILE, bytes);
        world.system.others().write(TARGET, new byte[SIZE]);
        try (EngineFile data = open(CommitWorld.FILE); EngineFile target = open(TARGET)) {
            MappedRange range =
                    data.map(
                            new MapRequest(
                                    0, SIZE, Protection.COPY_ON_WRITE, false, new Object()));
            use.run(new PrivateWhole(data, range), target);
            range.unmap();
        }
    }

    private EngineFile open(Path path) throws IOException {
        return world.system.engine()
                .open(FileLocation.of(path), OpenRequest.existing(Protection.READ_WRITE));
    }

    /** Writes a range, and returns the calls that this takes. */
    private void assertWritten(
            PrivateWhole whole, EngineFile target, ByteRange range,
            org.assertj.core.groups.Tuple... calls)
            throws IOException {
        world.system.faults().plan(call -> Fault.NONE);
        whole.writeTo(target, range);
        assertThat(world.system.faults().log())
                .filteredOn(call -> call.operation() == Operation.WRITE)
                .extracting(Call::offset, Call::length)
                .containsExactly(calls);
        int from = (int) range.offset();
        int end = (int) range.end();
        byte[] expected = new byte[SIZE];
        System.arraycopy(bytes, from, expected, from, end - from);
        assertThat(Arrays.equals(world.system.others().read(TARGET), expected)).isTrue();
    }

    @Test
    void itDescribesTheMapping() throws IOException {
        use(
                Mode.SEGMENT,
                (whole, target) -> {
                    assertThat(whole.size()).isEqualTo(SIZE);
                    assertThat(whole).hasToString("commit mapping of " + CommitWorld.FILE);
                });
    }

    @Test
    void bytesAreCopiedFromTheirOffset() throws IOException {
        for (Mode mode : Mode.values()) {
            use(
                    mode,
                    (whole, target) -> {
                        byte[] copy = new byte[100];
                        whole.copyTo(PAGE + 7, MemorySegment.ofArray(copy));
                        assertThat(copy)
                                .isEqualTo(Arrays.copyOfRange(bytes, PAGE + 7, PAGE + 107));
                    });
        }
    }

    @Test
    void theFileIsWrittenFromTheSegmentInOneCall() throws IOException {
        use(
                Mode.SEGMENT,
                (whole, target) -> assertWritten(
                        whole,
                        target,
                        new ByteRange(PAGE, 2 * CHUNK),
                        tuple((long) PAGE, 2L * CHUNK)));
    }

    @Test
    void withoutASegmentTheFileIsWrittenInChunks() throws IOException {
        use(
                Mode.SOFTWARE,
                (whole, target) -> assertWritten(
                        whole,
                        target,
                        new ByteRange(PAGE, 2 * CHUNK + 9),
                        tuple((long) PAGE, (long) CHUNK),
                        tuple((long) PAGE + CHUNK, (long) CHUNK),
                        tuple((long) PAGE + 2 * CHUNK, 9L)));
        use(
                Mode.SOFTWARE,
                (whole, target) -> assertWritten(
                        whole, target, new ByteRange(SIZE - 3, 3), tuple(SIZE - 3L, 3L)));
    }

    @Test
    void aPageThatCannotBeReadFailsTheCall() throws IOException {
        use(
                Mode.SOFTWARE,
                (whole, target) -> {
                    world.system.faults()
                            .plan(Faults.each(Operation.READ_PAGES, Fault.error(OsError.EIO)));
                    assertThatExceptionOfType(MappingException.class)
                            .isThrownBy(() -> whole.writeTo(target, new ByteRange(0, PAGE)))
                            .satisfies(e -> assertThat(e.errorName()).contains("EIO"));
                    world.system.faults().none();
                    assertThat(world.system.others().read(TARGET)).containsOnly(0);
                });
    }
}
