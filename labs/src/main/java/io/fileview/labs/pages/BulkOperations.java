package io.fileview.labs.pages;

import static io.fileview.labs.pages.Operation.reading;
import static io.fileview.labs.pages.Operation.writing;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.fileview.labs.pages.Operation.Arguments;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The operations of guarded access on many bytes. */
final class BulkOperations {
    /** No operation takes more bytes. */
    static final int LONGEST = 4_000;

    /** Native memory that is not mapped. */
    private static final MemorySegment MEMORY = Arena.global().allocate(600 * Long.BYTES);

    static final List<Operation> ALL = all();

    private BulkOperations() {}

    private static List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        all.add(toArray(3, 80));
        all.add(toArray(3, 7));
        all.add(toArray(0, LONGEST));
        all.add(toSegment(() -> MemorySegment.ofArray(new long[600]), 1, LONGEST));
        all.add(toSegment(() -> MemorySegment.ofArray(new int[20]), 4, 70));
        all.add(toSegment(() -> MemorySegment.ofArray(new byte[9]), 0, 9));
        all.add(toSegment(() -> MEMORY, 1, LONGEST));
        all.add(
                reading(
                        (on, a) -> {
                            ByteArrayOutputStream target = new ByteArrayOutputStream();
                            on.writeTo(a.at(), 70, Channels.newChannel(target));
                            return ByteBuffer.wrap(target.toByteArray());
                        },
                        (in, a) -> ByteBuffer.wrap(bytes(in, a.at(), 70))));
        all.add(reading((on, a) -> on.crc32c(a.at(), 1_000), (in, a) -> {
            CRC32C sum = new CRC32C();
            sum.update(bytes(in, a.at(), 1_000));
            return sum.getValue();
        }));
        all.add(
                reading(
                        (on, a) -> {
                            MessageDigest digest = sha256();
                            on.digest(a.at(), 1_000, digest);
                            return ByteBuffer.wrap(digest.digest());
                        },
                        (in, a) -> ByteBuffer.wrap(sha256().digest(bytes(in, a.at(), 1_000)))));
        all.add(
                reading(
                        (on, a) -> on.mismatch(a.at(), MemorySegment.ofArray(almost(a))),
                        (in, a) -> in.asSlice(a.at(), 100)
                                .mismatch(MemorySegment.ofArray(almost(a)))));
        all.add(
                reading(
                        (on, a) -> on.indexOf(pattern(a), a.at(), a.at() + 500),
                        (in, a) -> indexOf(pattern(a), bytes(in, a.at(), 500), a.at())));
        all.add(fromArray(3, 80));
        all.add(fromArray(3, 7));
        all.add(fromArray(0, LONGEST));
        all.add(fromSegment(600 * Long.BYTES, 1, LONGEST));
        all.add(fromSegment(20 * Integer.BYTES, 4, 70));
        all.add(fromSegment(9, 0, 9));
        all.add(fromMemory(1, LONGEST));
        for (int length : new int[] {LONGEST, 7, 70, 300}) {
            all.add(
                    writing(
                            (on, a) -> {
                                on.fill(a.at(), length, (byte) a.value());
                                return null;
                            },
                            (in, a) -> {
                                in.asSlice(a.at(), length).fill((byte) a.value());
                                return null;
                            }));
        }
        all.add(
                writing(
                        (on, a) -> {
                            on.readFrom(
                                    a.at(),
                                    70,
                                    Channels.newChannel(new ByteArrayInputStream(data(a, 70))));
                            return null;
                        },
                        (in, a) -> put(in, a, data(a, 70), 0, 70)));
        return List.copyOf(all);
    }

    private static Operation toArray(int index, int length) {
        return reading(
                (on, a) -> {
                    byte[] target = new byte[index + length + 7];
                    on.copyTo(a.at(), target, index, length);
                    return ByteBuffer.wrap(target);
                },
                (in, a) -> {
                    byte[] target = new byte[index + length + 7];
                    MemorySegment.copy(in, JAVA_BYTE, a.at(), target, index, length);
                    return ByteBuffer.wrap(target);
                });
    }

    private static Operation toSegment(Supplier<MemorySegment> target, long offset, long length) {
        return reading(
                (on, a) -> {
                    MemorySegment segment = target.get();
                    on.copyTo(a.at(), segment, offset, length);
                    return ByteBuffer.wrap(segment.toArray(JAVA_BYTE));
                },
                (in, a) -> {
                    MemorySegment segment = target.get();
                    MemorySegment.copy(in, a.at(), segment, offset, length);
                    return ByteBuffer.wrap(segment.toArray(JAVA_BYTE));
                });
    }

    private static Operation fromArray(int index, int length) {
        return writing(
                (on, a) -> {
                    on.copyFrom(a.at(), data(a, index + length + 7), index, length);
                    return null;
                },
                (in, a) -> put(in, a, data(a, index + length + 7), index, length));
    }

    private static Operation fromSegment(int size, int offset, int length) {
        return writing(
                (on, a) -> {
                    on.copyFrom(a.at(), MemorySegment.ofArray(data(a, size)), offset, length);
                    return null;
                },
                (in, a) -> put(in, a, data(a, size), offset, length));
    }

    private static Operation fromMemory(int offset, int length) {
        return writing(
                (on, a) -> {
                    byte[] data = data(a, (int) MEMORY.byteSize());
                    MemorySegment.copy(data, 0, MEMORY, JAVA_BYTE, 0, data.length);
                    on.copyFrom(a.at(), MEMORY, offset, length);
                    return null;
                },
                (in, a) -> put(in, a, data(a, (int) MEMORY.byteSize()), offset, length));
    }

    private static @Nullable Object put(
            MemorySegment in, Arguments arguments, byte[] data, int index, int length) {
        MemorySegment.copy(data, index, in, JAVA_BYTE, arguments.at(), length);
        return null;
    }

    /** Returns bytes to write, the same for the same arguments. */
    private static byte[] data(Arguments arguments, int size) {
        byte[] data = new byte[size];
        new SplittableRandom(arguments.value()).nextBytes(data);
        return data;
    }

    private static byte[] bytes(MemorySegment in, long at, long length) {
        return in.asSlice(at, length).toArray(JAVA_BYTE);
    }

    /** Returns bytes of which the first two are those at the place. */
    private static byte[] almost(Arguments arguments) {
        byte[] almost = new byte[100];
        ByteBuffer.wrap(almost).order(ByteOrder.nativeOrder())
                .putLong(arguments.current());
        almost[2] = (byte) ~almost[2];
        return almost;
    }

    /** Returns the first two bytes at the place. */
    private static byte[] pattern(Arguments arguments) {
        return Arrays.copyOf(almost(arguments), 2);
    }

    private static long indexOf(byte[] pattern, byte[] bytes, long start) {
        for (int at = 0; at + pattern.length <= bytes.length; at++) {
            if (Arrays.equals(
                    bytes, at, at + pattern.length, pattern, 0, pattern.length)) {
                return start + at;
            }
        }
        return -1;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
