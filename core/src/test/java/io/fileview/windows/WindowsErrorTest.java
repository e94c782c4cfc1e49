package io.fileview.windows;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.spi.Place;
import io.fileview.testing.Needs;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsErrorTest {
    private static final Place PLACE = Place.of("data.bin", 4096, 8192);

    @BeforeEach
    void needWindows() {
        Needs.windows();
    }

    @Test
    void everyErrorHasItsNumberAndSaysWhatToDoInWordsOfWindows() {
        Set<Integer> numbers = new HashSet<>();
        for (WindowsError error : WindowsError.values()) {
            assertThat(numbers.add(error.number())).as(error.name()).isTrue();
            assertThat(error.is(error.number())).isTrue();
            String words =
                    WindowsErrors.failure(PLACE, "cannot be used", error.number()).getMessage();
            assertThat(words)
                    .startsWith("data.bin: cannot be used: ")
                    .contains("(" + error.name() + ")")
                    .doesNotContain("/proc", "ulimit", "sysctl", "\n");
        }
    }

    @Test
    void anErrorWithoutANameIsToldByItsNumber() {
        assertThat(WindowsErrors.failure(PLACE, "cannot be used", 4711))
                .isExactlyInstanceOf(MappingException.class)
                .hasMessage(
                        "data.bin: cannot be used: Windows error 4711 (net helpmsg 4711 explains it)");
    }

    @ParameterizedTest
    @ValueSource(ints = {39, 112, 223, 1295})
    void aFullDiskIsKnownByItsNumber(int error) {
        assertThat(WindowsErrors.failure(PLACE, "cannot be used", error))
                .isInstanceOf(DiskFullException.class);
    }
}
