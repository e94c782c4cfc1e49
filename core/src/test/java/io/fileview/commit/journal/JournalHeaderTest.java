package io.fileview.commit.journal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.proc.HostName;
import io.fileview.spi.FileIdentity;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a journal begins with, as bytes. */
class JournalHeaderTest {
    private static final long SEED = 4_096;
    private static final FileIdentity IDENTITY = FileIdentity.ofInode("8:1", 77, 1234);

    private final SplittableRandom random = new SplittableRandom(SEED);

    private static MemorySegment encoded(JournalHeader header) {
        MemorySegment slot = MemorySegment.ofArray(new byte[JournalHeader.SIZE]);
        slot.fill((byte) 0x5a);
        header.encode(slot);
        return slot;
    }

    @Test
    void aHeaderIsReadAsItWasWrittenWithoutTheVolume() {
        JournalHeader header = new JournalHeader(5, 6, 7, 8, IDENTITY, "process 1 on näher");
        assertThat(JournalHeader.decode(encoded(header)))
                .isEqualTo(
                        new JournalHeader(
                                5, 6, 7, 8, new FileIdentity("", 0, 77, 1234),
                                "process 1 on näher"));
    }

    @Test
    void aNumberOf128BitsIsKept() {
        FileIdentity large = new FileIdentity("", -3, 77, 1234);
        assertThat(JournalHeader.decode(encoded(new JournalHeader(1, 2, 3, 4, large, "w"))))
                .isEqualTo(new JournalHeader(1, 2, 3, 4, large, "w"));
    }

    @Test
    void theBytesOfAHeaderAreFixed() {
        MemorySegment slot =
                encoded(new JournalHeader(1, 2, 3, 4, FileIdentity.ofInode("", 5, 6), "abc"));
        assertThat(slot.asSlice(0, 63).toArray(JAVA_BYTE))
                .asHexString()
                .isEqualTo(
                        "46564A524E4C3032"
                                + "0100000000000000"
                                + "0200000000000000"
                                + "0300000000000000"
                                + "0400000000000000"
                                + "0500000000000000"
                                + "0600000000000000"
                                + "03000000"
                                + "616263");
        assertThat(slot.asSlice(63, 4092 - 63).toArray(JAVA_BYTE)).containsOnly(0);
    }

    @Test
    void aLongWriterIsCutOff() {
        String shortened = decodedWriter("x".repeat(5_000));
        assertThat(shortened).isEqualTo("x".repeat(200));
        assertThat(decodedWriter("")).isEmpty();
        assertThat(decodedWriter("y".repeat(200))).isEqualTo("y".repeat(200));
        assertThat(decodedWriter("ä".repeat(101))).startsWith("ä".repeat(100));
    }

    private static String decodedWriter(String writer) {
        JournalHeader decoded =
                JournalHeader.decode(encoded(new JournalHeader(1, 2, 3, 4, IDENTITY, writer)));
        return decoded.writer();
    }

    @Test
    void everyFlippedBitIsFound() {
        MemorySegment slot = encoded(new JournalHeader(1, 2, 3, 4, IDENTITY, "process 1"));
        for (int bit = 0; bit < 8 * JournalHeader.SIZE; bit++) {
            flip(slot, bit);
            assertThat(JournalHeader.decode(slot)).as("bit %d", bit).isNull();
            flip(slot, bit);
        }
        assertThat(JournalHeader.decode(slot)).isNotNull();
        System.out.println(8 * JournalHeader.SIZE + " flipped bits");
    }

    @Test
    void aLengthThatCannotBeIsRefusedThoughTheChecksumHolds() {
        for (int length : new int[] {-1, Integer.MIN_VALUE, 201, Integer.MAX_VALUE}) {
            MemorySegment slot = encoded(new JournalHeader(1, 2, 3, 4, IDENTITY, "process 1"));
            slot.set(Layouts.INT, 56, length);
            slot.set(Layouts.INT, 4092, Checksum.of(slot.asSlice(0, 4092)));
            assertThat(JournalHeader.decode(slot)).as("%d", length).isNull();
        }
        MemorySegment other = encoded(new JournalHeader(1, 2, 3, 4, IDENTITY, "process 1"));
        other.set(Layouts.LONG, 0, 0L);
        other.set(Layouts.INT, 4092, Checksum.of(other.asSlice(0, 4092)));
        assertThat(JournalHeader.decode(other)).isNull();
    }

    @Test
    void noBytesMakeItThrow() {
        System.out.println("random headers from the seed " + SEED);
        byte[] bytes = new byte[JournalHeader.SIZE];
        for (int i = 0; i < 5_000; i++) {
            random.nextBytes(bytes);
            assertThat(JournalHeader.decode(MemorySegment.ofArray(bytes))).isNull();
        }
    }

    @Test
    void theSlotsTakeTurns() {
        JournalHeader header = new JournalHeader(6, 1, 2, 3, IDENTITY, "w");
        assertThat(header.slot()).isZero();
        JournalHeader next = header.next(8, 9, 10);
        assertThat(next).isEqualTo(new JournalHeader(7, 8, 9, 10, IDENTITY, "w"));
        assertThat(next.slot()).isEqualTo(JournalHeader.SIZE);
        assertThat(next.next(1, 1, 1).slot()).isZero();
    }

    @Test
    void theWriterIsNamedByItsProcess() {
        assertThat(JournalHeader.thisProcess())
                .startsWith("process " + ProcessHandle.current().pid())
                .contains(ProcessHandle.current().info().command().orElse(""))
                .endsWith(" on " + HostName.find().orElse("an unnamed host"));
    }

    private static void flip(MemorySegment slot, int bit) {
        slot.set(JAVA_BYTE, bit / 8, (byte) (slot.get(JAVA_BYTE, bit / 8) ^ 1 << bit % 8));
    }
}
