package io.fileview.labs.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class PageSizeTest {
    private static byte[] vector(long... pairs) {
        ByteBuffer bytes =
                ByteBuffer.allocate(pairs.length * Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.asLongBuffer().put(pairs);
        return bytes.array();
    }

    @Test
    void theSizeIsTheValueOfItsType() throws IOException {
        assertThat(PageSize.in(vector(16, 6, 6, 65_536, 0, 0))).isEqualTo(65_536);
    }

    @Test
    void aVectorWithoutItIsRefused() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PageSize.in(vector(16, 6, 0, 0)))
                .withMessageContaining("/proc/self/auxv");
    }

    @Test
    void aPageOfThisSystemIsAPowerOfTwo() {
        assertThat(PageSize.BYTES).isGreaterThanOrEqualTo(4_096);
        assertThat(Integer.bitCount(PageSize.BYTES)).isOne();
    }
}
