package io.fileview.labs.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One row of the table.
 *
 * @param place the type of the file system
 * @param engines the engines, of which each program uses one
 * @param writer the program that writes
 */
record Trial(Place place, List<String> engines, Writer writer) {
    private static final String LINUX = "linux";
    private static final String PORTABLE = "portable";
    private static final String AND = " and ";
    private static final List<List<String>> ENGINES =
            List.of(List.of(LINUX), List.of(PORTABLE), List.of(LINUX, PORTABLE));

    /** Where the files are. */
    enum Place {
        TMPFS,
        EXT4;

        String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What the writers do. */
    enum Writer {
        COMMITS("", WriterProgram.class),
        /** Data must be mixed. */
        PLAIN(", control: no journal", WriterProgram.Plain.class),
        /** Commits must be lost. */
        TOO_EARLY(", control: promised too early", WriterProgram.TooEarly.class);

        private final String title;
        private final Class<? extends Program> program;

        Writer(String title, Class<? extends Program> program) {
            this.title = title;
            this.program = program;
        }

        Class<? extends Program> program() {
            return program;
        }
    }

    /** Returns the titles of the combinations of engines. */
    static List<String> combinations() {
        return ENGINES.stream().map(engines -> String.join(AND, engines)).toList();
    }

    /** Returns the rows of a file system; those of some engines only, or all and the controls. */
    static List<Trial> all(Place place, List<String> only) {
        List<Trial> trials = new ArrayList<>();
        ENGINES.forEach(engines -> trials.add(new Trial(place, engines, Writer.COMMITS)));
        if (!only.isEmpty()) {
            trials.removeIf(trial -> !only.contains(trial.title()));
            return trials;
        }
        trials.add(new Trial(place, List.of(LINUX), Writer.PLAIN));
        trials.add(new Trial(place, List.of(LINUX), Writer.TOO_EARLY));
        return trials;
    }

    boolean isControl() {
        return writer != Writer.COMMITS;
    }

    /** Only the Linux engine finds the journal by each of several hard links. */
    boolean hasHardLink() {
        return !engines.contains(PORTABLE);
    }

    /** Only the portable engine has lock files. */
    boolean hasLockFiles() {
        return engines.contains(PORTABLE);
    }

    String title() {
        return String.join(AND, engines) + writer.title;
    }
}
