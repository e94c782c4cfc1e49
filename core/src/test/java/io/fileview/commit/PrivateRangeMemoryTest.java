package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.ByteRange;
import io.fileview.Protection;
import io.fileview.guarded.GuardedAccess;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Mode;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What guarded access is told about a private mapping, which its messages repeat. */
@Timeout(60)
class PrivateRangeMemoryTest {
    private static final int SIZE = 5 * PAGE;
    private static final long OFFSET = PAGE + 8;
    private static final int LENGTH = 2 * PAGE;

    private CommitWorld world;

    private interface Use {
        void run(PrivateRange range, MappedRange mapped) throws IOException;
    }

    private void use(Options options, Use use) throws IOException {
        world = new CommitWorld(SIZE, options);
        try (EngineFile data =
                world.system.engine()
                        .open(
                                FileLocation.of(CommitWorld.FILE),
                                OpenRequest.existing(Protection.READ_ONLY))) {
            MappedRange mapped =
                    data.map(
                            new MapRequest(
                                    OFFSET,
                                    LENGTH,
                                    Protection.COPY_ON_WRITE,
                                    false,
                                    new Object()));
            use.run(new PrivateRange(data, mapped, OFFSET, "some view"), mapped);
            mapped.unmap();
        }
    }

    @Test
    void itDescribesTheRangeAndItsFile() throws IOException {
        use(
                Options.DEFAULT.pageSize(8192),
                (range, mapped) -> {
                    assertThat(range.segment()).isSameAs(mapped.segment().orElseThrow());
                    assertThat(range.softwarePages()).isEmpty();
                    assertThat(range.offset()).isEqualTo(OFFSET);
                    assertThat(range.length()).isEqualTo(LENGTH);
                    assertThat(range.fileName()).isEqualTo(CommitWorld.FILE.toString());
                    assertThat(range.fileSize()).isEqualTo(SIZE);
                    assertThat(range.pageSize()).isEqualTo(8192);
                    assertThat(range).hasToString("some view");
                });
    }

    @Test
    void prefetchingReadsPagesOfTheRange() throws IOException {
        use(
                Options.DEFAULT,
                (range, mapped) -> {
                    world.system.faults().plan(call -> Fault.NONE);
                    range.prefetch(new ByteRange(7, PAGE));
                    assertThat(world.system.faults().log())
                            .filteredOn(call -> call.operation() == Operation.PREFETCH)
                            .singleElement()
                            .returns(OFFSET + 7, Call::offset)
                            .returns((long) PAGE, Call::length);
                });
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void itCanBeReadAndWrittenWithinItsLength(Mode mode) throws IOException {
        use(
                Options.DEFAULT.mode(mode),
                (range, mapped) -> {
                    GuardedAccess access = range.access();
                    access.setByte(3, (byte) 'x');
                    assertThat(access.getByte(3)).isEqualTo((byte) 'x');
                    assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
                    assertThatExceptionOfType(IndexOutOfBoundsException.class)
                            .isThrownBy(() -> access.getByte(LENGTH))
                            .withMessageContaining("some view");
                });
    }
}
