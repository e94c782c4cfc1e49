package io.fileview.labs.pages;

import io.fileview.GuardedAccess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Every operation of guarded access, on some bytes of one page from a place aligned to 8. */
final class Operations {
    /** No operation takes more bytes. */
    static final int LONGEST = 4_000;

    private static final ByteOrder OTHER =
            ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                    ? ByteOrder.LITTLE_ENDIAN
                    : ByteOrder.BIG_ENDIAN;

    interface Operation {
        void run(GuardedAccess access, long at) throws IOException;
    }

    static final List<Operation> ALL =
            List.of(
                    (access, at) -> access.getByte(at),
                    (access, at) -> access.getShort(at),
                    (access, at) -> access.getChar(at),
                    (access, at) -> access.getInt(at),
                    (access, at) -> access.getLong(at),
                    (access, at) -> access.getFloat(at),
                    (access, at) -> access.getDouble(at),
                    (access, at) -> access.order(OTHER).getShort(at),
                    (access, at) -> access.order(OTHER).getInt(at),
                    (access, at) -> access.order(OTHER).getLong(at),
                    (access, at) -> access.getIntVolatile(at),
                    (access, at) -> access.getLongVolatile(at),
                    (access, at) -> access.copyTo(at, new byte[90], 3, 80),
                    (access, at) -> access.copyTo(at, new byte[90], 3, 7),
                    (access, at) -> access.copyTo(at, new byte[LONGEST], 0, LONGEST),
                    (access, at) -> access.copyTo(
                            at, MemorySegment.ofArray(new long[600]), 1, LONGEST),
                    (access, at) -> access.copyTo(at, MemorySegment.ofArray(new int[20]), 4, 70),
                    (access, at) -> access.copyTo(at, MemorySegment.ofArray(new byte[9]), 0, 9),
                    (access, at) -> access.writeTo(
                            at, 70, Channels.newChannel(OutputStream.nullOutputStream())),
                    (access, at) -> access.crc32c(at, 1_000),
                    (access, at) -> access.digest(at, 1_000, sha256()),
                    (access, at) -> access.mismatch(at, MemorySegment.ofArray(new byte[100])),
                    (access, at) -> access.indexOf(new byte[] {1, 2, 3}, at, at + 500),
                    (access, at) -> access.setByte(at, (byte) 1),
                    (access, at) -> access.setShort(at, (short) 1),
                    (access, at) -> access.setChar(at, 'a'),
                    (access, at) -> access.setInt(at, 1),
                    (access, at) -> access.setLong(at, 1),
                    (access, at) -> access.setFloat(at, 1),
                    (access, at) -> access.setDouble(at, 1),
                    (access, at) -> access.order(OTHER).setShort(at, (short) 1),
                    (access, at) -> access.order(OTHER).setInt(at, 1),
                    (access, at) -> access.order(OTHER).setLong(at, 1),
                    (access, at) -> access.setIntVolatile(at, 1),
                    (access, at) -> access.setLongVolatile(at, 1),
                    (access, at) -> access.compareAndSetInt(at, 0, 1),
                    (access, at) -> access.compareAndSetLong(at, 0, 1),
                    (access, at) -> access.getAndAddInt(at, 1),
                    (access, at) -> access.getAndAddLong(at, 1),
                    (access, at) -> access.getAndSetInt(at, 1),
                    (access, at) -> access.getAndSetLong(at, 1),
                    (access, at) -> access.copyFrom(at, new byte[90], 3, 80),
                    (access, at) -> access.copyFrom(at, new byte[90], 3, 7),
                    (access, at) -> access.copyFrom(at, new byte[LONGEST], 0, LONGEST),
                    (access, at) -> access.copyFrom(
                            at, MemorySegment.ofArray(new long[600]), 1, LONGEST),
                    (access, at) -> access.copyFrom(at, MemorySegment.ofArray(new int[20]), 4, 70),
                    (access, at) -> access.copyFrom(at, MemorySegment.ofArray(new byte[9]), 0, 9),
                    (access, at) -> access.fill(at, LONGEST, (byte) 1),
                    (access, at) -> access.fill(at, 7, (byte) 1),
                    (access, at) -> access.fill(at, 70, (byte) 0),
                    (access, at) -> access.fill(at, 300, (byte) 2),
                    (access, at) -> access.readFrom(
                            at, 70, Channels.newChannel(new ByteArrayInputStream(new byte[70]))));

    private Operations() {}

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
