package io.fileview.labs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Requirements;
import java.util.List;

/** Says loudly where a lab cannot run; the labs' launchers install what can be installed. */
public final class ShortForm {
    private ShortForm() {}

    public static void assumePossible(String lab) {
        List<String> missing = Requirements.missing(List.of(FileSystem.values()));
        missing.forEach(what -> System.err.println(lab + " DID NOT RUN: " + what));
        assumeTrue(missing.isEmpty(), () -> lab + " did not run: " + missing);
    }
}
