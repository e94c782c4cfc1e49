package io.fileview;

import static io.fileview.testing.FileAssert.assertThatFile;
import static io.fileview.testing.ViewBytes.bytesOf;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fileview.testing.AddressSpace;
import io.fileview.testing.EngineUnderTest;
import io.fileview.testing.Needs;
import io.fileview.testing.NeedsKernel;
import io.fileview.testing.NeedsSegment;
import io.fileview.testing.Sample;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What closing a view does, when it is refused, and what is left afterwards. */
class UnmappingTest {
    private static final int SIZE = 70_001;

    @TempDir
    Path directory;

    @Test
    void aViewOutlivesItsMapping() throws Exception {
        FileMapping mapping = open();
        View view = mapping.map();
        mapping.close();
        assertThat(view.isMapped()).isTrue();
        assertThat(mapping.liveViews()).containsExactly(view.toString());
        bytesOf(view).set(0, 1);
        view.flush(Durability.DEVICE);
        view.close();
        assertThat(mapping.liveViews()).isEmpty();
        byte[] expected = Sample.bytes(SIZE);
        expected[0] = 1;
        assertThatFile(mapping.path().orElseThrow()).hasBinaryContent(expected);
    }

    @Test
    @NeedsKernel("looks into /proc/self/fd")
    void theFileStaysOpenUntilTheMappingIsClosedAndTheLastViewUnmapped() throws Exception {
        Needs.linux();
        Path file = Sample.file(directory, SIZE);
        FileMapping mapping = EngineUnderTest.open(file, Protection.READ_WRITE);
        View one = mapping.map();
        View other = mapping.map(10, 10);
        assertThat(AddressSpace.openDescriptors(file)).isPositive();
        one.close();
        mapping.close();
        assertThat(AddressSpace.openDescriptors(file)).isPositive();
        other.close();
        assertThat(AddressSpace.openDescriptors(file)).isZero();

        FileMapping again = EngineUnderTest.open(file, Protection.READ_WRITE);
        again.map().close();
        assertThat(AddressSpace.openDescriptors(file)).isPositive();
        again.close();
        assertThat(AddressSpace.openDescriptors(file)).isZero();
    }

    @Test
    @NeedsKernel("looks into /proc/self/maps")
    void theAddressRangeIsFreeWhenCloseReturns() throws Exception {
        try (FileMapping mapping = open()) {
            View view = mapping.map(4_097, 50_000);
            AddressSpace.mustBeMapped(view.address(), view.length());
            view.close();
            AddressSpace.mustBeFree(view.address(), view.length());
        }
    }

    @Test
    void otherViewsStayMapped() throws Exception {
        try (FileMapping mapping = open()) {
            List<View> views = new ArrayList<>();
            for (int i = 0; i < 17; i++) {
                views.add(mapping.map(i * 4_096L, 4_096)); // neighbours, which the system may join
            }
            for (int i = 0; i < 17; i += 2) {
                views.get(i).close();
            }
            for (int i = 1; i < 17; i += 2) {
                assertThat(bytesOf(views.get(i)).get(0))
                        .isEqualTo(Sample.bytes(SIZE)[i * 4_096]);
                views.get(i).close();
            }
        }
    }

    @Test
    @Tag("linux-only")
    @NeedsKernel("expects the kernel to give an address again")
    void theAddressCanBeMappedAgainAndTheOldViewNeverReadsThere() throws Exception {
        try (FileMapping mapping = open()) {
            for (int attempt = 0;; attempt++) {
                assertThat(attempt).as("views, none at the address of the one before")
                        .isLessThan(50);
                View old = mapping.map();
                MemorySegment stale = old.segment();
                old.close();
                try (View fresh = mapping.map()) {
                    assertThatIllegalStateException().isThrownBy(() -> stale.get(JAVA_BYTE, 0));
                    if (fresh.address() == old.address()) {
                        old.close();
                        assertThat(fresh.isMapped()).isTrue();
                        assertThat(Views.at(fresh.address())).containsSame(fresh);
                        assertThatIllegalStateException().isThrownBy(old::segment);
                        return;
                    }
                }
            }
        }
    }

    @Test
    void closingAgainDoesNothing() throws Exception {
        try (FileMapping mapping = open();
                View other = mapping.map()) {
            View view = mapping.map();
            view.close();
            ViewStatistics once = Views.statistics();
            view.close();
            view.close();
            assertThat(Views.statistics()).isEqualTo(once);
            assertThat(other.isMapped()).isTrue();
        }
    }

    @Test
    @NeedsSegment
    void everyUseAfterwardsSaysWhichViewWasUnmapped() throws Exception {
        try (FileMapping mapping = open()) {
            View view = mapping.map(10, 5_000);
            MemorySegment segment = view.segment();
            MemorySegment slice = segment.asSlice(100, 10);
            ByteBuffer buffer = segment.asByteBuffer();
            String name = view.toString();
            long address = view.address();
            view.close();

            usesOf(view)
                    .forEach(
                            (use, act) -> assertThatIllegalStateException()
                                    .as(use)
                                    .isThrownBy(act::run)
                                    .withMessageContaining(name));
            assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
            assertThatIllegalStateException().isThrownBy(() -> slice.set(JAVA_BYTE, 0, (byte) 0));
            assertThatIllegalStateException().isThrownBy(() -> buffer.get(0));
            assertThat(segment.scope().isAlive()).isFalse();

            assertThat(view.isMapped()).isFalse();
            assertThat(view.address()).isEqualTo(address);
            assertThat(view.offset()).isEqualTo(10);
            assertThat(view.length()).isEqualTo(5_000);
            assertThat(view.path()).isEqualTo(mapping.path());
            assertThat(view).hasToString(name);
        }
    }

    private interface Act {
        void run() throws IOException;
    }

    private static Map<String, Act> usesOf(View view) {
        Map<String, Act> uses = new LinkedHashMap<>();
        uses.put("segment", view::segment);
        uses.put("flush", () -> view.flush(Durability.DEVICE));
        uses.put("flush of a range", () -> view.flush(0, 10, Durability.SCHEDULED));
        uses.put("prefetch", view::prefetch);
        uses.put("prefetch of ranges", () -> view.prefetch(List.of(new ByteRange(0, 1))));
        uses.put("advise", () -> view.advise(Advice.NORMAL));
        uses.put("advise on a range", () -> view.advise(0, 10, Advice.RANDOM));
        uses.put("lock", view::lock);
        uses.put("unlock", view::unlock);
        uses.put("trim", view::trim);
        uses.put("pages", view::pages);
        uses.put("cached", view::cached);
        uses.put("remap", () -> view.remap(5_001));
        return uses;
    }

    @Test
    void aViewIsNamedByItsFileRangeAndAddress() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map(10, 5_000)) {
            assertThat(view.toString())
                    .matches(
                            "view \\d+ of .*"
                                    + " \\[offset 10, length 5000\\] at 0x"
                                    + Long.toHexString(view.address()))
                    .contains(" of " + mapping.path().orElseThrow() + " ");
        }
    }

    @Test
    @NeedsKernel("expects two views of one range to have two addresses")
    void anAddressUnmapsTheViewThatStartsThere() throws Exception {
        try (FileMapping mapping = open()) {
            View view = mapping.map(10, 5_000);
            View other = mapping.map(10, 5_000);
            Views.unmap(view.address());
            assertThat(view.isMapped()).isFalse();
            assertThat(other.isMapped()).isTrue();
            assertThatIllegalArgumentException()
                    .as("an address that is unmapped already")
                    .isThrownBy(() -> Views.unmap(view.address()))
                    .withMessageContaining("0x" + Long.toHexString(view.address()));
            Views.unmap(other.address());
            assertThat(mapping.liveViews()).isEmpty();
        }
    }

    @Test
    @NeedsSegment
    void anAddressUnmapsNoViewThatStartsElsewhere() throws Exception {
        try (FileMapping mapping = open()) {
            View view = mapping.map(10, 5_000);
            View other = mapping.map(20, 5_000);
            Views.unmap(view.address());
            assertThat(view.isMapped()).isFalse();
            assertThat(other.isMapped()).isTrue();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Views.unmap(view.address()))
                    .withMessageContaining("0x" + Long.toHexString(view.address()));
            Views.unmap(other.address());
            assertThat(mapping.liveViews()).isEmpty();
        }
    }

    @Test
    @NeedsSegment
    void anAddressInsideAViewIsRefusedAndTheViewNamed() throws Exception {
        try (FileMapping mapping = open();
                View view = mapping.map(10, 5_000)) {
            long start = view.address();
            for (long inside : new long[] {start + 1, start + 4_096, start + 4_999}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Views.unmap(inside))
                        .withMessageContainingAll("inside", view.toString());
            }
            for (long outside : new long[] {start - 1, start - 10, start + 5_000, 0, -1,
                Long.MIN_VALUE}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> Views.unmap(outside))
                        .withMessageContaining("0x" + Long.toHexString(outside))
                        .satisfies(
                                e -> assertThat(e.getMessage()).doesNotContain(view.toString()));
            }
            assertThat(view.isMapped()).isTrue();
        }
    }

    @Test
    @NeedsSegment
    void anAddressFindsTheLiveViewThatItLiesIn() throws Exception {
        try (FileMapping mapping = open()) {
            View view = mapping.map(10, 5_000);
            assertThat(Views.live()).contains(view);
            assertThat(Views.at(view.address())).containsSame(view);
            assertThat(Views.at(view.address() + 4_999)).containsSame(view);
            assertThat(Views.at(view.address() + 5_000)).isNotEqualTo(java.util.Optional.of(view));
            assertThat(Views.at(0)).isEmpty();
            view.close();
            assertThat(Views.at(view.address())).isEmpty();
            assertThat(Views.live()).doesNotContain(view);
        }
    }

    @Test
    @NeedsSegment
    void aViewThatChannelInputOrOutputIsUsingStaysMapped() throws Exception {
        assumeFalse(
                Needs.isWindows(),
                "needs a pipe whose writer waits for the reader in one call; that of the JDK is a socket"
                        + " on Windows, and a call returns after a part of the bytes");
        Pipe pipe = Pipe.open();
        int size = 4 << 20; // more than a pipe of large pages holds, so that the write waits
        try (FileMapping memory = EngineUnderTest.memoryBuilder(size).open()) {
            View view = memory.map();
            bytesOf(view).fill(3);
            ByteBuffer source = view.segment().asByteBuffer();
            Thread writer =
                    new Thread(
                            () -> {
                                try {
                                    pipe.sink().write(source);
                                } catch (IOException readerIsGone) {
                                    // As the test wants it.
                                }
                            });
            writer.start();
            // The first byte comes out when the write is under way.
            assertThat(pipe.source().read(ByteBuffer.allocate(1))).isEqualTo(1);

            assertThatIllegalStateException()
                    .isThrownBy(view::close)
                    .withMessageContainingAll("channel I/O", "offset 0");
            assertThatIllegalStateException().isThrownBy(() -> Views.unmap(view.address()));
            memory.grow(2L * size);
            assertThatIllegalStateException()
                    .isThrownBy(() -> view.remap(2L * size))
                    .withMessageContaining("channel I/O");
            assertThat(view.isMapped()).isTrue();
            assertThat(view.length()).isEqualTo(size);
            assertThat(bytesOf(view).get(size - 1)).isEqualTo((byte) 3);
            assertThat(Views.at(view.address())).containsSame(view);
            assertThat(memory.liveViews()).containsExactly(view.toString());

            pipe.source().close();
            writer.join();
            view.close();
            assertThat(view.isMapped()).isFalse();
        } finally {
            pipe.sink().close();
        }
    }

    @Test
    @NeedsSegment
    void aConfinedViewIsUnmappedByItsOwnThread() throws Exception {
        try (FileMapping mapping = open()) {
            View view = mapping.view(0, 10).threadConfined().map();
            MemorySegment segment = view.segment();
            view.close();
            assertThat(view.isMapped()).isFalse();
            assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
            AddressSpace.mustBeFree(view.address(), 10);
        }
    }

    private FileMapping open() throws IOException {
        return EngineUnderTest.open(Sample.file(directory, SIZE), Protection.READ_WRITE);
    }
}
