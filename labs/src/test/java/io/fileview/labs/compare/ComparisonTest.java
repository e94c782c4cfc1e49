package io.fileview.labs.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.common.Meter.Cost;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of the comparison. */
class ComparisonTest {
    private static Cost cost(double seconds) {
        return new Cost(seconds, seconds / 2, 3 << 20, 0, 0, "");
    }

    @Test
    void ratiosSayHowManyTimesAsMuchFileviewTakes() {
        Measured ours = new Measured("case", "fileview", cost(3), 1 << 20, null, "done", null);
        Measured theirs = new Measured("case", "other", cost(2), 0, 0.25, "a | b\nc", ours);
        assertThat(new Comparison(List.of(ours, theirs)).markdown().lines().skip(2))
                .containsExactly(
                        "| case | fileview | 3.000 | 1.500 | 3.0 | 0.0 | 1.0 |  |  |  | done |",
                        "| case | other | 2.000 | 1.000 | 3.0 | 0.0 | 0.0 | 0.250 | 1.50× | 1.50× |"
                                + " a   b c |");
    }

    @Test
    void aRatioToNothingIsNotMadeUp() {
        assertThat(Comparison.ratio(1, 0)).isEqualTo("theirs is too short");
    }

    @Test
    void theSparseCopyMayTakeOneAndAHalfTimesAsMuchAsCpAndAStart() {
        assertThat(CopyCases.limit(cost(2), cost(1))).isEqualTo(2.0);
    }
}
