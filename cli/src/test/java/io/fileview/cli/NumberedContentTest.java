package io.fileview.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumberedContentTest {
    private static final int SIZE = 64 << 10;

    @Test
    void hasTheNumberOfItsCommit() {
        for (long number : new long[] {0, 1, 7, Long.MAX_VALUE}) {
            assertThat(NumberedContent.numberOf(content(number))).hasValue(number);
        }
    }

    @Test
    void aMixtureHasNone() {
        byte[] bytes = content(7);
        System.arraycopy(content(8), 4096, bytes, 4096, 4096);
        assertThat(NumberedContent.numberOf(bytes)).isEmpty();
    }

    @Test
    void aPageInTheWrongPlaceIsAMixture() {
        byte[] bytes = content(7);
        System.arraycopy(content(7), 0, bytes, 4096, 4096);
        assertThat(NumberedContent.numberOf(bytes)).isEmpty();
    }

    private static byte[] content(long number) {
        byte[] bytes = new byte[SIZE];
        NumberedContent.fill(bytes, number);
        return bytes;
    }
}
