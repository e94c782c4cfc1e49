package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fileview.win32.NativeHoldings.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the functions of Windows have returned is known until it has been released. */
class NativeHoldingsTest {
    private final NativeHoldings holdings = new NativeHoldings();

    @Test
    void aRangeIsSplitByWhatIsReleasedInIt() {
        holdings.made(100, 200, null);
        holdings.gone(120, 130);
        holdings.gone(150, 300);
        assertThat(holdings.rangesOf(null))
                .containsExactly(new Range(100, 120, null), new Range(130, 150, null));
        assertThat(holdings.has(119)).isTrue();
        assertThat(holdings.has(120)).isFalse();
        assertThat(holdings.has(130)).isTrue();
        assertThat(holdings.has(150)).isFalse();
        assertThat(holdings.has(99)).isFalse();
    }

    @Test
    void whatIsMadeInsideARangeIsAddedOnlyWhereNothingWas() {
        holdings.made(100, 200, null);
        holdings.made(150, 160, null);
        holdings.made(190, 210, null);
        holdings.made(50, 120, null);
        assertThat(holdings.rangesOf(null))
                .containsExactly(
                        new Range(50, 100, null),
                        new Range(100, 200, null),
                        new Range(200, 210, null));
        holdings.gone(0, 1000);
        assertThat(holdings.rangesOf(null)).isEmpty();
    }

    @Test
    void anEmptyRangeIsNothing() {
        holdings.made(100, 100, null);
        holdings.gone(100, 100);
        assertThat(holdings.rangesOf(null)).isEmpty();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there the function is there")
    void aFunctionThatIsMissingFailsAsNotImplemented() {
        NativeFunction missing = NativeFunction.of("MapViewOfFile3");
        assertThatExceptionOfType(Win32Failure.class)
                .isThrownBy(() -> missing.nonZero(1, 2, 3))
                .extracting(Win32Failure::error)
                .isEqualTo(WinError.ERROR_CALL_NOT_IMPLEMENTED);
    }
}
