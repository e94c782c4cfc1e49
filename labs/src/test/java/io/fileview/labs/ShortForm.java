package io.fileview.labs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.fileview.labs.common.FileSystem;
import io.fileview.labs.common.Lab;
import io.fileview.labs.disk.DiskLab;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The short form of a lab as a test: it passes, fails, or is skipped with the reason. */
public final class ShortForm {
    private ShortForm() {}

    /** Judges a lab that needs all file systems on disks of its own. */
    public static void judge(String name, Lab lab) {
        judge(
                name,
                lab,
                Arrays.stream(FileSystem.values())
                        .flatMap(type -> DiskLab.missing(type).stream())
                        .distinct()
                        .toList());
    }

    /** Judges a lab; one that could not run completely is skipped only if something is missing. */
    public static void judge(
            String name, Lab lab, List<String> missing, String... options) {
        String[] words = Stream.concat(Stream.of("--short"), Stream.of(options))
                .toArray(String[]::new);
        int exitCode = Lab.run(lab, words);
        if (exitCode == Lab.COULD_NOT_RUN && !missing.isEmpty()) {
            String reason = name + " did not run completely: " + String.join("; ", missing);
            System.err.println(reason);
            abort(reason);
        }
        assertThat(exitCode).as("exit code of %s, in which this was wrong: %s", name, lab.wrong())
                .isEqualTo(Lab.PASSED);
    }
}
