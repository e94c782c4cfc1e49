package io.fileview.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A list in a message does not grow with what it lists. */
class FirstTenTest {
    private static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void tenAreListedAndTheOthersAreCounted() {
        assertThat(FirstTen.of(List.of())).isEmpty();
        assertThat(FirstTen.of(upTo(1))).isEqualTo("1");
        assertThat(FirstTen.of(upTo(10))).isEqualTo("1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
        assertThat(FirstTen.of(upTo(11), "; "))
                .isEqualTo("1; 2; 3; 4; 5; 6; 7; 8; 9; 10; and 1 more");
        assertThat(FirstTen.of(upTo(60_000))).endsWith(", 10, and 59990 more");
    }

    @Test
    void ofALongItemTheMiddleIsLeftOut() {
        String longest = "a".repeat(70) + "b".repeat(70);
        assertThat(FirstTen.of(List.of(longest))).isEqualTo(longest);
        String longer = "view 1 of " + "directory/".repeat(400) + " [offset 0, length 10] at 0x7f";
        assertThat(FirstTen.of(List.of(longer, "next")))
                .startsWith("view 1 of directory/")
                .endsWith("[offset 0, length 10] at 0x7f, next")
                .contains("...")
                .hasSizeLessThan(160);
    }
}
