package io.fileview.commit;

import static io.fileview.commit.CommitWorld.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.fileview.Advice;
import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.Protection;
import io.fileview.memory.Ability;
import io.fileview.memory.Call;
import io.fileview.memory.Fault;
import io.fileview.memory.Mode;
import io.fileview.memory.Operation;
import io.fileview.memory.Options;
import io.fileview.spi.FileLocation;
import io.fileview.spi.MapRequest;
import io.fileview.spi.MappedRange;
import io.fileview.spi.OpenRequest;
import io.fileview.testing.Background;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A private mapping that the program sees as read-only, and in which commits can be shown. */
class ReaderRangeMemoryTest {
    @Nested
    class WithSegments extends Calls {
        WithSegments() {
            super(Options.DEFAULT);
        }

        @Test
        void itsSegmentCannotBeWritten() {
            MemorySegment segment = range.segment().orElseThrow();
            assertThat(segment.byteSize()).isEqualTo(LENGTH);
            assertThat(segment.isReadOnly()).isTrue();
            assertThat(range.softwarePages()).isEmpty();
        }

        @Test
        void aConfinedRangeIsAccessibleToItsThreadOnly() throws Exception {
            MappedRange confined = map(OFFSET, LENGTH, true);
            assertThat(confined.isAccessible()).isTrue();
            Background.start(() -> assertThat(confined.isAccessible()).isFalse()).returns();
            confined.unmap();
        }
    }

    @Nested
    class InSoftware extends Calls {
        InSoftware() {
            super(Options.DEFAULT.mode(Mode.SOFTWARE));
        }

        @Test
        void itsPagesAreAccessible() {
            assertThat(range.softwarePages()).isPresent();
            assertThat(range.segment()).isEmpty();
        }
    }

    /** What is promised of each call. */
    @Timeout(60)
    abstract static class Calls {
        static final int SIZE = 5 * PAGE;
        static final long OFFSET = PAGE;
        static final int LENGTH = 2 * PAGE;

        private final Options options;
        private CommitWorld world;
        private ReaderFile file;
        ReaderRange range;

        Calls(Options options) {
            this.options = options;
        }

        @BeforeEach
        void map() throws IOException {
            map(options);
        }

        private void map(Options chosen) throws IOException {
            world = new CommitWorld(SIZE, chosen);
            file =
                    new ReaderFile(
                            world.system.engine()
                                    .open(
                                            FileLocation.of(CommitWorld.FILE),
                                            OpenRequest.existing(Protection.READ_ONLY)));
            range = map(OFFSET, LENGTH, false);
        }

        ReaderRange map(long offset, long length, boolean confined) throws IOException {
            MapRequest request =
                    new MapRequest(offset, length, Protection.READ_ONLY, confined, new Object());
            return (ReaderRange) file.map(request);
        }

        @AfterEach
        void close() throws IOException {
            if (range.isMapped()) {
                range.unmap();
            }
            file.close();
        }

        private static MemorySegment bytes(int length) {
            return MemorySegment.ofArray(new byte[length]).fill((byte) 'b');
        }

        private byte shown(long position) throws IOException {
            return new PrivateRange(file, range, OFFSET, "range").access()
                    .getByte(position - OFFSET);
        }

        /** Which bytes of the file show something else than the file. */
        private void assertPatched(long from, long end) throws IOException {
            for (long at = OFFSET; at < OFFSET + range.length(); at++) {
                assertThat((char) shown(at)).as("byte %d", at)
                        .isEqualTo(at >= from && at < end ? 'b' : 'a');
            }
        }

        @Test
        void itIsARangeOfTheFile() {
            assertThat(range.bytes()).isEqualTo(new ByteRange(OFFSET, LENGTH));
            assertThat(range.length()).isEqualTo(LENGTH);
            assertThat(range.isMapped()).isTrue();
            assertThat(range.isAccessible()).isTrue();
        }

        @Test
        void bytesAreShownUntilTheyAreDiscarded() throws IOException {
            range.patch(OFFSET + 10, bytes(20));
            assertPatched(OFFSET + 10, OFFSET + 30);
            assertThat(world.file()).isEqualTo(CommitWorld.initial(SIZE));
            range.discard();
            assertPatched(0, 0);
        }

        @Test
        void onlyThePartThatItHasIsShown() throws IOException {
            range.patchPart(OFFSET - 5, bytes(10));
            assertPatched(OFFSET, OFFSET + 5);
            range.discard();
            range.patchPart(OFFSET + LENGTH - 5, bytes(10));
            assertPatched(OFFSET + LENGTH - 5, OFFSET + LENGTH);
            range.discard();
            range.patchPart(OFFSET + 3, bytes(4));
            assertPatched(OFFSET + 3, OFFSET + 7);
            range.patchPart(0, bytes(SIZE));
            assertPatched(OFFSET, OFFSET + LENGTH);
        }

        /** Asking for private pages costs a scan. */
        @Test
        void aRangeThatHasNoPartOfTheBytesStaysUntouched() throws IOException {
            world.system.faults().plan(call -> Fault.NONE);
            range.patchPart(0, bytes((int) OFFSET));
            range.patchPart(OFFSET + LENGTH, bytes(PAGE));
            range.discard();
            assertThat(world.system.faults().log()).isEmpty();
            assertPatched(0, 0);
        }

        @Test
        void anUnmappedRangeShowsNothing() throws IOException {
            range.patch(OFFSET, bytes(1));
            range.unmap();
            assertThat(range.isMapped()).isFalse();
            assertThatCode(
                    () -> {
                        range.patch(OFFSET, bytes(1));
                        range.discard();
                    })
                    .doesNotThrowAnyException();
        }

        @Test
        void itCanBeRemapped() throws IOException {
            range.patch(OFFSET, bytes(1));
            range.remap(LENGTH + 100);
            assertThat(range.length()).isEqualTo(LENGTH + 100);
            assertThat(range.bytes()).isEqualTo(new ByteRange(OFFSET, LENGTH + 100));
        }

        @Test
        void requestsReachTheEngine() throws IOException {
            ByteRange part = new ByteRange(PAGE, PAGE);
            world.system.faults().plan(call -> Fault.NONE);
            range.prefetch(List.of(part));
            range.flush(part, Durability.DEVICE, List.of());
            assertThat(range.advise(part, Advice.SEQUENTIAL)).isTrue();
            range.unmap();
            assertThat(world.system.faults().log())
                    .filteredOn(call -> call.offset() == OFFSET + PAGE && call.length() == PAGE)
                    .extracting(Call::operation)
                    .contains(Operation.PREFETCH, Operation.FLUSH_RANGE, Operation.ADVISE);
            assertThat(world.system.faults().log()).extracting(Call::operation)
                    .contains(Operation.UNMAP);
        }

        @Test
        void itHasTheAbilitiesThatTheEngineGivesIt() throws IOException {
            assertThat(range.residency()).isPresent();
            assertThat(range.locking()).isPresent();
            close();
            map(
                    options.without(Ability.RESIDENCY)
                            .without(Ability.PAGE_LOCKING)
                            .without(Ability.ADVICE));
            assertThat(range.residency()).isEmpty();
            assertThat(range.locking()).isEmpty();
            assertThat(range.advise(new ByteRange(0, 1), Advice.SEQUENTIAL)).isFalse();
        }
    }
}
