package io.fileview.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.OptionalLong;

/** The content that a commit gives a file: each word tells the number of the commit and its place. */
final class NumberedContent {
    private NumberedContent() {}

    static void fill(byte[] bytes, long number) {
        LongBuffer words = words(bytes);
        for (int i = 0; i < words.limit(); i++) {
            words.put(i, number ^ place(i));
        }
    }

    /** Returns the number of the only commit that the content is from; empty if it is a mixture. */
    static OptionalLong numberOf(byte[] bytes) {
        LongBuffer words = words(bytes);
        long number = words.get(0) ^ place(0);
        for (int i = 1; i < words.limit(); i++) {
            if ((words.get(i) ^ place(i)) != number) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(number);
    }

    private static long place(int word) {
        return (long) word << Integer.SIZE;
    }

    private static LongBuffer words(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).asLongBuffer();
    }
}
