package io.fileview.commit.journal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.ByteRange;
import io.fileview.proc.HostName;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header of a journal. It is written to slots 0 and 1 alternately, so that one of them is
 * intact whenever a crash interrupts a write. The first commit of each salt writes the header
 * again, so that once a commit has been acknowledged, both slots select it.
 *
 * @param counter increases with each header written; its lowest bit selects the slot
 * @param salt the salt of valid records; a new salt invalidates all of them
 * @param base the highest sequence number that a record of an earlier salt can have; all those
 *     commits are durable in the file itself
 * @param size the size in bytes that the journal had durably before this header was written; it
 *     never shrinks below that
 * @param identity the file that the journal belongs to
 * @param writer a description of the writing process; one that was read has no control characters,
 *     which would forge lines of a log or act on a terminal
 */
record JournalHeader(
        long counter, long salt, long base, long size, FileIdentity identity, String writer) {
    static final int SIZE = 4096;
    static final int SLOTS = 2;

    /** The offset of the first record. */
    static final long RECORDS = (long) SIZE * SLOTS;

    private static final long MAGIC = 0x32304c4e524a5646L; // "FVJRNL02"
    private static final int WRITER_AT = 60;
    private static final int WRITER_MOST = 200;

    /** The upper half of the number of the file; zero in the journals of earlier versions. */
    private static final int NUMBER_HIGH_AT = 264;

    private static final int CHECKSUM_AT = SIZE - 4;

    /** Returns a description of this process. */
    static String thisProcess() {
        ProcessHandle process = ProcessHandle.current();
        String command = process.info().command().map(path -> " (" + path + ")").orElse("");
        String host = HostName.find().orElse("an unnamed host");
        return "process " + process.pid() + command + " on " + host;
    }

    void encode(MemorySegment slot) {
        slot.fill((byte) 0);
        slot.set(Layouts.LONG, 0, MAGIC);
        slot.set(Layouts.LONG, 8, counter);
        slot.set(Layouts.LONG, 16, salt);
        slot.set(Layouts.LONG, 24, base);
        slot.set(Layouts.LONG, 32, size);
        slot.set(Layouts.LONG, 40, identity.number());
        slot.set(Layouts.LONG, 48, identity.birth());
        slot.set(Layouts.LONG, NUMBER_HIGH_AT, identity.numberHigh());
        byte[] name = writer.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, WRITER_MOST);
        slot.set(Layouts.INT, WRITER_AT - 4, length);
        MemorySegment.copy(name, 0, slot, JAVA_BYTE, WRITER_AT, length);
        slot.set(Layouts.INT, CHECKSUM_AT, Checksum.of(slot.asSlice(0, CHECKSUM_AT)));
    }

    /** Returns whether a slot has been written, also if it is damaged. */
    static boolean startsAt(MemorySegment slot) {
        return slot.get(Layouts.LONG, 0) == MAGIC;
    }

    /** Returns false for bytes that neither a header has nor a block that was never written. */
    static boolean mayStartAt(MemorySegment slot) {
        return startsAt(slot) || slot.get(Layouts.LONG, 0) == 0;
    }

    static @Nullable JournalHeader decode(MemorySegment slot) {
        int length = slot.get(Layouts.INT, WRITER_AT - 4);
        if (!startsAt(slot)
                || length < 0
                || length > WRITER_MOST
                || slot.get(Layouts.INT, CHECKSUM_AT)
                        != Checksum.of(slot.asSlice(0, CHECKSUM_AT))) {
            return null;
        }
        byte[] name = slot.asSlice(WRITER_AT, length).toArray(JAVA_BYTE);
        return new JournalHeader(
                slot.get(Layouts.LONG, 8),
                slot.get(Layouts.LONG, 16),
                slot.get(Layouts.LONG, 24),
                slot.get(Layouts.LONG, 32),
                new FileIdentity(
                        "",
                        slot.get(Layouts.LONG, NUMBER_HIGH_AT),
                        slot.get(Layouts.LONG, 40),
                        slot.get(Layouts.LONG, 48)),
                new String(name, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?"));
    }

    /** Returns the header that applies; null if neither slot is intact. */
    static @Nullable JournalHeader read(EngineFile journal, MemorySegment buffer)
            throws IOException {
        MemorySegment slots = buffer.asSlice(0, RECORDS);
        slots.fill((byte) 0);
        journal.read(slots, 0);
        JournalHeader first = decode(slots.asSlice(0, SIZE));
        JournalHeader second = decode(slots.asSlice(SIZE, SIZE));
        if (first == null || second == null) {
            return first != null ? first : second;
        }
        return first.counter > second.counter ? first : second;
    }

    long slot() {
        return (counter % SLOTS) * SIZE;
    }

    ByteRange writeTo(EngineFile journal, MemorySegment buffer) throws IOException {
        MemorySegment slot = buffer.asSlice(0, SIZE);
        encode(slot);
        journal.write(slot, slot());
        return new ByteRange(slot(), SIZE);
    }

    JournalHeader next(long newSalt, long newBase, long newSize) {
        return new JournalHeader(counter + 1, newSalt, newBase, newSize, identity, writer);
    }
}
