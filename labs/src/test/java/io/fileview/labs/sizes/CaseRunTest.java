package io.fileview.labs.sizes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fileview.labs.sizes.CaseRun.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judgement of the lab of sizes: what it must not let pass. */
class CaseRunTest {
    private static final Path PLACE = Path.of("/place");
    private static final String LIMIT_REACHED =
            "MappingLimitException: /place/file: cannot map 4096 bytes at offset 8192: the process has"
                    + " 64547 mappings and vm.max_map_count allows 65530, of which the last 1000 are"
                    + " reserved for the JVM; unmap views, use larger ranges, or raise the limit";

    private static Result works(Attempt attempt) {
        return new Result(attempt, true, "");
    }

    private static Result refused(Attempt attempt, String text) {
        return new Result(attempt, false, text);
    }

    private static List<String> wrong(Case tried, int exit, Result... results) {
        return new CaseRun(tried, PLACE, List.of(results), exit).wrong(Case.LEAST_LIMIT);
    }

    private static List<String> foreign(Result many) {
        return wrong(
                Case.FOREIGN, 0, works(Attempt.FEW_BESIDE_OTHERS), many,
                works(Attempt.CLOSED_BESIDE_OTHERS));
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void everyCaseFailsIfItsJvmDies(Case tried) {
        List<Result> results = new ArrayList<>();
        tried.expected().forEach(one -> results.add(works(one.attempt())));
        assertThat(new CaseRun(tried, PLACE, results, 134).wrong(1 << 20))
                .contains(tried.title() + ": the JVM ended with 134");
        assertThat(wrong(tried, 134)).hasSize(tried.expected().size() + 1);
    }

    @ParameterizedTest
    @EnumSource(Case.class)
    void everyCaseFailsIfAllIsRefusedWithTheSameSentence(Case tried) {
        List<Result> results = new ArrayList<>();
        tried.expected().forEach(one -> results.add(refused(one.attempt(), LIMIT_REACHED)));
        assertThat(new CaseRun(tried, PLACE, results, 0).wrong(Case.LEAST_LIMIT)).isNotEmpty();
    }

    @Test
    void forgottenViewsMustWork() {
        assertThat(wrong(Case.FORGOTTEN, 0, works(Attempt.FORGOTTEN))).isEmpty();
        assertThat(wrong(Case.FORGOTTEN, 0, refused(Attempt.FORGOTTEN, LIMIT_REACHED)))
                .singleElement().asString().endsWith(", but must work");
        assertThat(wrong(Case.FORGOTTEN, 1, works(Attempt.FORGOTTEN))).hasSize(1);
        assertThat(wrong(Case.FORGOTTEN, 0)).hasSize(1);
    }

    @Test
    void viewsBesideForeignMappingsMustBeRefusedWithTheFileTheCountAndTheLimit() {
        assertThat(foreign(refused(Attempt.MANY_BESIDE_OTHERS, LIMIT_REACHED))).isEmpty();
        assertThat(foreign(works(Attempt.MANY_BESIDE_OTHERS))).hasSize(1);
        for (String missing : List.of("/place", "64547", "65530", "MappingLimit", "; unmap views",
                "4096")) {
            assertThat(
                    foreign(
                            refused(
                                    Attempt.MANY_BESIDE_OTHERS,
                                    LIMIT_REACHED.replace(missing, "it"))))
                    .as("without " + missing)
                    .hasSize(1);
        }
        assertThat(
                foreign(refused(Attempt.MANY_BESIDE_OTHERS, LIMIT_REACHED + ".".repeat(2_000))))
                .hasSize(1);
    }

    @Test
    void whereTheLimitIsLargerNothingIsRefused() {
        List<Result> refused =
                List.of(
                        works(Attempt.VIEWS), refused(Attempt.MORE_VIEWS, LIMIT_REACHED),
                        works(Attempt.VIEWS_CLOSED));
        CaseRun run = new CaseRun(Case.VIEWS, PLACE, refused, 0);
        assertThat(run.wrong(65_530)).isEmpty();
        assertThat(run.wrong(1_048_576)).hasSize(1);
        CaseRun all =
                new CaseRun(
                        Case.VIEWS, PLACE,
                        List.of(
                                works(Attempt.VIEWS), works(Attempt.MORE_VIEWS),
                                works(Attempt.VIEWS_CLOSED)),
                        0);
        assertThat(all.wrong(65_530)).hasSize(1);
        assertThat(all.wrong(1_048_576)).isEmpty();
    }

    @Test
    void anAttemptThatIsMissingOrOfAnotherCaseOrMadeTwiceIsWrong() {
        Result copy = works(Attempt.COPY);
        assertThat(wrong(Case.LARGE_COPY, 0, copy)).isEmpty();
        assertThat(wrong(Case.LARGE_COPY, 0, copy, copy)).hasSize(1);
        assertThat(wrong(Case.LARGE_COPY, 0, copy, works(Attempt.COMMIT))).hasSize(1);
        assertThat(wrong(Case.LARGE_COPY, 0)).hasSize(1);
    }

    @Test
    void resultsAreLines() {
        Result result = refused(Attempt.ALL, "Type: a\nb\tc");
        assertThat(Result.isResult(result.line())).isTrue();
        assertThat(Result.parse(result.line())).isEqualTo(refused(Attempt.ALL, "Type: a b c"));
        assertThat(Result.parse(works(Attempt.ALL).line())).isEqualTo(works(Attempt.ALL));
    }
}
