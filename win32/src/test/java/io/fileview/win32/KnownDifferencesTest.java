package io.fileview.win32;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.win32.CaseResults.Difference;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A run must differ from the cases exactly as is known. */
class KnownDifferencesTest {
    private static final Difference FOUND = new Difference("Case/one", 2, "err", 487L, 87L);

    @Test
    void aDifferenceIsNoSurpriseIfItsValueIsKnown() throws IOException {
        KnownDifferences known = KnownDifferences.parse(List.of(KnownDifferences.line(FOUND)));
        assertThat(known.surprises("Case/one", List.of(FOUND))).isEmpty();
        assertThat(known.surprises("Case/two", List.of())).isEmpty();
    }

    @Test
    void anotherValueOrFieldOrStepIsASurpriseInBothDirections() throws IOException {
        KnownDifferences known = KnownDifferences.parse(List.of(KnownDifferences.line(FOUND)));
        for (Difference other : List.of(
                new Difference("Case/one", 2, "err", 487L, 5L),
                new Difference("Case/one", 3, "err", 487L, 87L),
                new Difference("Case/one", 2, "ret", 487L, 87L))) {
            assertThat(known.surprises("Case/one", List.of(other))).hasSize(2);
        }
    }

    @Test
    void aKnownDifferenceThatIsGoneIsAnError() throws IOException {
        KnownDifferences known = KnownDifferences.parse(List.of(KnownDifferences.line(FOUND)));
        assertThat(known.surprises("Case/one", List.of())).singleElement().asString()
                .contains("no longer 87");
    }

    @Test
    void nativelyTheLastErrorCountsOnlyWhereAFunctionSetsIt() throws IOException {
        ConformanceCase one =
                ConformanceCase.parse(
                        """
                                {"id":"c","function":"f","trust":{"confidence":"high"},"steps":[\
                                {"call":"UnmapViewOfFile"},{"call":"UnmapViewOfFile"},\
                                {"call":"CreateEvent"},{"call":"ReadView"}],"expect":[\
                                {"ret":true,"err":"unchanged"},{"ret":false,"err":487},\
                                {"ret":"nonnull","err":183},{"fault":"ANY"}]}""");
        List<Map<String, Object>> results =
                List.of(
                        Map.of("ret", true, "err", 1L),
                        Map.of("ret", false, "err", 2L),
                        Map.of("ret", "nonnull", "err", 0L),
                        Map.of("fault", "GUARD_PAGE"));
        assertThat(CaseResults.differences(one, results, false))
                .extracting(Difference::step)
                .containsExactly(1, 2);
        assertThat(CaseResults.differences(one, results, true))
                .extracting(Difference::step)
                .containsExactly(0, 1, 2);
    }
}
