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

/** In any order, each case has the same result and leaves nothing behind. */
class NdisCaseOrderTest {
    private static final int ORDERS = 20;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("fileview.model.seed", System.nanoTime());

    @Test
    void theOrderOfCasesChangesNoResultAndLeavesNothingBehind() throws IOException {
        System.out.println("NdisCaseOrderTest: -Dfileview.model.seed=" + seed);
        Random random = new Random(seed);
        List<ConformanceCase> cases =
                new ArrayList<>(
                        NdisConformanceTest.cases().stream()
                                .filter(ConformanceCase::isAboutNdis)
                                .filter(CaseRun::canRun)
                                .toList());
        for (int order = 0; order < ORDERS; order++) {
            Collections.shuffle(cases, random);
            Path place = Files.createTempDirectory(directory, "order");
            for (ConformanceCase one : cases) {
                HeldResources before = HeldResources.now();
                boolean passed = passes(one, Files.createTempDirectory(place, "case"));
                assertThat(passed || !one.confidence().equals("high"))
                        .as("%s, seed %d", one.id(), seed)
                        .isTrue();
                assertThat(HeldResources.now()).as("after %s", one.id()).isEqualTo(before);
            }
        }
    }

    private static boolean passes(ConformanceCase one, Path place) throws IOException {
        String engine = System.getProperty("fileview.test.engine", "auto");
        try (CaseRun caseRun = new CaseRun(place, engine)) {
            caseRun.run(one);
            return true;
        } catch (AssertionError differentResult) {
            return false;
        }
    }
}
