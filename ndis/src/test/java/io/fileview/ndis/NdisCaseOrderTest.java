package io.fileview.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases in any order: each passes or fails as in every other, and leaves nothing. */
class NdisCaseOrderTest {
    private static final int ORDERS = 20;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("fileview.model.seed", System.nanoTime());

    @Test
    void noOrderOfCasesChangesWhatOneGivesOrLeavesAnything() throws IOException {
        System.out.println("NdisCaseOrderTest: -Dfileview.model.seed=" + seed);
        Random random = new Random(seed);
        List<ConformanceCase> cases =
                new ArrayList<>(
                        NdisConformanceTest.cases().stream()
                                .filter(ConformanceCase::isAboutNdis)
                                .filter(CaseRun::canPlay)
                                .toList());
        for (int order = 0; order < ORDERS; order++) {
            Collections.shuffle(cases, random);
            Path place = Files.createTempDirectory(directory, "order");
            for (ConformanceCase one : cases) {
                Traces before = Traces.inThisProcess();
                boolean met = isMet(one, Files.createTempDirectory(place, "case"));
                assertThat(met || !one.confidence().equals("high"))
                        .as("%s, seed %d", one.id(), seed)
                        .isTrue();
                assertThat(Traces.inThisProcess()).as("after %s", one.id()).isEqualTo(before);
            }
        }
    }

    private static boolean isMet(ConformanceCase one, Path place) throws IOException {
        String engine = System.getProperty("fileview.test.engine", "auto");
        try (CaseRun run = new CaseRun(place, engine)) {
            run.play(one);
            return true;
        } catch (AssertionError notAsExpected) {
            return false;
        }
    }
}
