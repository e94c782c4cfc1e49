package io.fileview.labs.pages;

import static io.fileview.labs.pages.Operation.reading;
import static io.fileview.labs.pages.Operation.writing;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_CHAR_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.fileview.guarded.GuardedAccess;
import io.fileview.labs.pages.Operation.Arguments;
import io.fileview.labs.pages.Operation.Expected;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.BiFunction;

/** The operations of guarded access on single values. */
final class ValueOperations {
    private static final ByteOrder OTHER =
            ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                    ? ByteOrder.LITTLE_ENDIAN
                    : ByteOrder.BIG_ENDIAN;
    private static final ValueLayout.OfShort OTHER_SHORT = JAVA_SHORT_UNALIGNED.withOrder(OTHER);
    private static final ValueLayout.OfInt OTHER_INT = JAVA_INT_UNALIGNED.withOrder(OTHER);
    private static final ValueLayout.OfLong OTHER_LONG = JAVA_LONG_UNALIGNED.withOrder(OTHER);

    static final List<Operation> READS =
            List.of(
                    reading((on, a) -> on.getByte(a.at()), (in, a) -> in.get(JAVA_BYTE, a.at())),
                    reading(
                            (on, a) -> on.getShort(a.at()),
                            (in, a) -> in.get(JAVA_SHORT_UNALIGNED, a.at())),
                    reading(
                            (on, a) -> on.getChar(a.at()),
                            (in, a) -> in.get(JAVA_CHAR_UNALIGNED, a.at())),
                    reading(
                            (on, a) -> on.getInt(a.at()),
                            (in, a) -> in.get(JAVA_INT_UNALIGNED, a.at())),
                    reading(
                            (on, a) -> on.getLong(a.at()),
                            (in, a) -> in.get(JAVA_LONG_UNALIGNED, a.at())),
                    reading(
                            (on, a) -> Float.floatToRawIntBits(on.getFloat(a.at())),
                            (in, a) -> in.get(JAVA_INT_UNALIGNED, a.at())),
                    reading(
                            (on, a) -> Double.doubleToRawLongBits(on.getDouble(a.at())),
                            (in, a) -> in.get(JAVA_LONG_UNALIGNED, a.at())),
                    reading(
                            (on, a) -> on.order(OTHER).getShort(a.at()),
                            (in, a) -> in.get(OTHER_SHORT, a.at())),
                    reading(
                            (on, a) -> on.order(OTHER).getInt(a.at()),
                            (in, a) -> in.get(OTHER_INT, a.at())),
                    reading(
                            (on, a) -> on.order(OTHER).getLong(a.at()),
                            (in, a) -> in.get(OTHER_LONG, a.at())),
                    reading(
                            (on, a) -> on.getIntVolatile(a.at()),
                            (in, a) -> in.get(JAVA_INT_UNALIGNED, a.at())),
                    reading(
                            (on, a) -> on.getLongVolatile(a.at()),
                            (in, a) -> in.get(JAVA_LONG_UNALIGNED, a.at())));

    static final List<Operation> WRITES =
            List.of(
                    write(
                            (on, a) -> on.setByte(a.at(), (byte) a.value()),
                            (in, a) -> in.set(JAVA_BYTE, a.at(), (byte) a.value())),
                    write(
                            (on, a) -> on.setShort(a.at(), (short) a.value()),
                            (in, a) -> in.set(JAVA_SHORT_UNALIGNED, a.at(), (short) a.value())),
                    write(
                            (on, a) -> on.setChar(a.at(), (char) a.value()),
                            (in, a) -> in.set(JAVA_CHAR_UNALIGNED, a.at(), (char) a.value())),
                    write(
                            (on, a) -> on.setInt(a.at(), (int) a.value()),
                            (in, a) -> in.set(JAVA_INT_UNALIGNED, a.at(), (int) a.value())),
                    write(
                            (on, a) -> on.setLong(a.at(), a.value()),
                            (in, a) -> in.set(JAVA_LONG_UNALIGNED, a.at(), a.value())),
                    write(
                            (on, a) -> on.setFloat(a.at(), (float) a.value()),
                            (in, a) -> in.set(JAVA_FLOAT_UNALIGNED, a.at(), (float) a.value())),
                    write(
                            (on, a) -> on.setDouble(a.at(), (double) a.value()),
                            (in, a) -> in.set(JAVA_DOUBLE_UNALIGNED, a.at(), (double) a.value())),
                    write(
                            (on, a) -> on.order(OTHER).setShort(a.at(), (short) a.value()),
                            (in, a) -> in.set(OTHER_SHORT, a.at(), (short) a.value())),
                    write(
                            (on, a) -> on.order(OTHER).setInt(a.at(), (int) a.value()),
                            (in, a) -> in.set(OTHER_INT, a.at(), (int) a.value())),
                    write(
                            (on, a) -> on.order(OTHER).setLong(a.at(), a.value()),
                            (in, a) -> in.set(OTHER_LONG, a.at(), a.value())),
                    write(
                            (on, a) -> on.setIntVolatile(a.at(), (int) a.value()),
                            (in, a) -> in.set(JAVA_INT_UNALIGNED, a.at(), (int) a.value())),
                    write(
                            (on, a) -> on.setLongVolatile(a.at(), a.value()),
                            (in, a) -> in.set(JAVA_LONG_UNALIGNED, a.at(), a.value())));

    static final List<Operation> ATOMICS =
            List.of(
                    reading(
                            (on, a) -> on.compareAndSetInt(a.at(), currentInt(a), (int) a.value()),
                            replacingInt(
                                    (old, a) -> old == currentInt(a) ? (int) a.value() : old,
                                    (old, a) -> old == currentInt(a))),
                    writing(
                            (on, a) -> on.compareAndSetInt(a.at(), ~currentInt(a), 1),
                            (in, a) -> false),
                    reading(
                            (on, a) -> on.compareAndSetLong(a.at(), a.current(), a.value()),
                            replacingLong(
                                    (old, a) -> old == a.current() ? a.value() : old,
                                    (old, a) -> old == a.current())),
                    writing(
                            (on, a) -> on.compareAndSetLong(a.at(), ~a.current(), 1),
                            (in, a) -> false),
                    reading(
                            (on, a) -> on.getAndAddInt(a.at(), (int) a.value()),
                            replacingInt((old, a) -> old + (int) a.value(), (old, a) -> old)),
                    reading(
                            (on, a) -> on.getAndAddLong(a.at(), a.value()),
                            replacingLong((old, a) -> old + a.value(), (old, a) -> old)),
                    reading(
                            (on, a) -> on.getAndSetInt(a.at(), (int) a.value()),
                            replacingInt((old, a) -> (int) a.value(), (old, a) -> old)),
                    reading(
                            (on, a) -> on.getAndSetLong(a.at(), a.value()),
                            replacingLong((old, a) -> a.value(), (old, a) -> old)));

    private ValueOperations() {}

    private interface GuardedWrite {
        void on(GuardedAccess access, Arguments arguments) throws IOException;
    }

    private interface ExpectedWrite {
        void on(MemorySegment bytes, Arguments arguments);
    }

    private static Operation write(GuardedWrite guarded, ExpectedWrite expected) {
        return writing(
                (access, arguments) -> {
                    guarded.on(access, arguments);
                    return null;
                },
                (bytes, arguments) -> {
                    expected.on(bytes, arguments);
                    return null;
                });
    }

    private static int currentInt(Arguments arguments) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
                ? (int) (arguments.current() >>> Integer.SIZE)
                : (int) arguments.current();
    }

    private static Expected replacingInt(
            BiFunction<Integer, Arguments, Integer> replacement,
            BiFunction<Integer, Arguments, Object> result) {
        return (bytes, arguments) -> {
            int old = bytes.get(JAVA_INT_UNALIGNED, arguments.at());
            bytes.set(JAVA_INT_UNALIGNED, arguments.at(), replacement.apply(old, arguments));
            return result.apply(old, arguments);
        };
    }

    private static Expected replacingLong(
            BiFunction<Long, Arguments, Long> replacement,
            BiFunction<Long, Arguments, Object> result) {
        return (bytes, arguments) -> {
            long old = bytes.get(JAVA_LONG_UNALIGNED, arguments.at());
            bytes.set(JAVA_LONG_UNALIGNED, arguments.at(), replacement.apply(old, arguments));
            return result.apply(old, arguments);
        };
    }
}
