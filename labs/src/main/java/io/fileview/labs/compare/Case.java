package io.fileview.labs.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What several programs are to do.
 *
 * @param title what the table calls it
 * @param reset brings everything into the same state before each of them
 * @param files the files of which the pages in memory are counted before and after
 * @param contenders the programs, Fileview first
 * @param printsLines whether the time to the first line matters
 */
record Case(
        String title, Reset reset, List<Path> files, List<Contender> contenders,
        boolean printsLines) {
    /** Something to do before a program runs. */
    @FunctionalInterface
    interface Reset {
        /** Does it. */
        void run() throws IOException;
    }

    static Case of(String title, Reset reset, List<Path> files, Contender... contenders) {
        return new Case(title, reset, files, List.of(contenders), false);
    }

    /** The same case, in which the first line is waited for. */
    Case printingLines() {
        return new Case(title, reset, files, contenders, true);
    }
}
