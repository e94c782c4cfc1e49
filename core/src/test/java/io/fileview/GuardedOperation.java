package io.fileview;

import io.fileview.guarded.GuardedAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Every operation of guarded access, on a place of a view. */
enum GuardedOperation {
    GET_BYTE((access, at) -> access.getByte(at)),
    GET_SHORT((access, at) -> access.getShort(at)),
    GET_CHAR((access, at) -> access.getChar(at)),
    GET_INT((access, at) -> access.getInt(at)),
    GET_LONG((access, at) -> access.getLong(at)),
    GET_FLOAT((access, at) -> access.getFloat(at)),
    GET_DOUBLE((access, at) -> access.getDouble(at)),
    GET_INT_VOLATILE((access, at) -> access.getIntVolatile(at)),
    GET_LONG_VOLATILE((access, at) -> access.getLongVolatile(at)),
    COPY_TO_ARRAY((access, at) -> access.copyTo(at, new byte[100], 3, 90)),
    COPY_FEW_TO_ARRAY((access, at) -> access.copyTo(at, new byte[100], 3, 7)),
    COPY_TO_SEGMENT(
            (access, at) -> access.copyTo(at, MemorySegment.ofArray(new long[600]), 1, 4_000)),
    WRITE_TO((access, at) -> access.writeTo(at, 70,
            Channels.newChannel(OutputStream.nullOutputStream()))),
    CRC32C((access, at) -> access.crc32c(at, 1_000)),
    DIGEST((access, at) -> access.digest(at, 1_000, sha256())),
    MISMATCH((access, at) -> access.mismatch(at, MemorySegment.ofArray(new byte[100]))),
    INDEX_OF((access, at) -> access.indexOf(new byte[] {1, 2}, at, at + 500)),

    SET_BYTE((access, at) -> access.setByte(at, (byte) 1)),
    SET_SHORT((access, at) -> access.setShort(at, (short) 1)),
    SET_CHAR((access, at) -> access.setChar(at, 'a')),
    SET_INT((access, at) -> access.setInt(at, 1)),
    SET_LONG((access, at) -> access.setLong(at, 1)),
    SET_FLOAT((access, at) -> access.setFloat(at, 1)),
    SET_DOUBLE((access, at) -> access.setDouble(at, 1)),
    SET_INT_VOLATILE((access, at) -> access.setIntVolatile(at, 1)),
    SET_LONG_VOLATILE((access, at) -> access.setLongVolatile(at, 1)),
    COMPARE_AND_SET_INT((access, at) -> access.compareAndSetInt(at, 0, 1)),
    COMPARE_AND_SET_LONG((access, at) -> access.compareAndSetLong(at, 0, 1)),
    GET_AND_ADD_INT((access, at) -> access.getAndAddInt(at, 1)),
    GET_AND_ADD_LONG((access, at) -> access.getAndAddLong(at, 1)),
    GET_AND_SET_INT((access, at) -> access.getAndSetInt(at, 1)),
    GET_AND_SET_LONG((access, at) -> access.getAndSetLong(at, 1)),
    COPY_FROM_ARRAY((access, at) -> access.copyFrom(at, new byte[100], 3, 90)),
    COPY_FEW_FROM_ARRAY((access, at) -> access.copyFrom(at, new byte[100], 3, 7)),
    COPY_FROM_SEGMENT(
            (access, at) -> access.copyFrom(at, MemorySegment.ofArray(new long[600]), 1, 4_000)),
    FILL((access, at) -> access.fill(at, 4_000, (byte) 1)),
    FILL_FEW((access, at) -> access.fill(at, 7, (byte) 1)),
    READ_FROM(
            (access, at) -> access.readFrom(
                    at, 70,
                    Channels.newChannel(new java.io.ByteArrayInputStream(new byte[70]))));

    /** No operation here takes more bytes than this. */
    static final int LONGEST = 4_000;

    interface Action {
        void run(GuardedAccess access, long at) throws IOException;
    }

    @SuppressWarnings("ImmutableEnumChecker") // no action keeps anything
    private final Action action;

    GuardedOperation(Action action) {
        this.action = action;
    }

    boolean writes() {
        return compareTo(SET_BYTE) >= 0;
    }

    void run(GuardedAccess access, long at) throws IOException {
        action.run(access, at);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
