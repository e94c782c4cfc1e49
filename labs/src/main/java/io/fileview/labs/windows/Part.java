package io.fileview.labs.windows;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The parts of the lab. */
enum Part {
    /** The tests of the library and the command line. */
    SUITES {
        @Override
        void run(LabRun run) throws IOException {
            Suites.run(run);
        }
    },
    /** The command line with names of all kinds, through its launcher. */
    NAMES {
        @Override
        void run(LabRun run) throws IOException {
            new NamesRun(run).run();
        }
    },
    /** The cases of the Win32 functions, on the functions of the system. */
    WIN32 {
        @Override
        void run(LabRun run) throws IOException {
            new Win32Run(run).run();
        }
    },
    /** Views that are read and written while other threads unmap them. */
    RACE {
        @Override
        void run(LabRun run) throws IOException {
            new RaceRun(run).run();
        }
    },
    /** Guarded access to pages that are lost. */
    FAULTS {
        @Override
        void run(LabRun run) throws IOException {
            new FaultsRun(run).run();
        }
    },
    /** Files that are truncated, deleted and replaced right after they were unmapped. */
    ROUNDS {
        @Override
        void run(LabRun run) throws IOException {
            run.program(
                    RoundsProgram.class, LONG, List.of(), ENGINE, "rounds",
                    run.isBrief() ? 600 : 10_000, run.isBrief() ? 60 : 600, run.seed());
        }
    },
    /** Programs that are killed while they commit. */
    KILLS {
        @Override
        void run(LabRun run) throws IOException {
            run.program(
                    KillsProgram.class, LONG, List.of(), "kills", run.isBrief() ? 8 : 200,
                    run.isBrief() ? 3 : 10, run.seed());
        }
    },
    /** What calls take, beside the JDK's. */
    TABLE {
        @Override
        void run(LabRun run) throws IOException {
            run.program(
                    TableProgram.class, LONG, List.of("-Xmx256m"), ENGINE, "table",
                    run.isBrief() ? 20 : 400, run.isBrief() ? 64L << 20 : 1L << 30);
        }
    },
    /** What the Linux kernel says of what the engine says. */
    WITNESS {
        @Override
        void run(LabRun run) throws IOException {
            run.program(WitnessProgram.class, SHORT, List.of(), ENGINE, "witness");
        }
    },
    /** What a person runs on Windows, run here to see that it claims nothing that Wine fakes. */
    REAL {
        @Override
        void run(LabRun run) throws IOException {
            new RealRun(run).run();
        }
    };

    static final String ENGINE = "windows";
    static final long SHORT = 300;
    static final long LONG = 3_600;

    abstract void run(LabRun run) throws IOException;

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
