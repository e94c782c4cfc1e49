package io.fileview.labs.kills;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** One way to copy or patch: a row of the table on each file system. */
interface Way {
    /** Returns all ways, and the controls. */
    static List<Way> all() {
        return Stream.<Way>concat(
                Stream.of(CopyJob.Way.values()), Stream.of(PatchJob.Way.values()))
                .toList();
    }

    String title();

    boolean isControl();

    /** Tells whether what is read is on the other file system. */
    boolean isAcross();

    /**
     * Makes the job.
     *
     * @param directory an empty directory for the file that is made or changed
     * @param sources an empty directory for what is read
     */
    Job job(Path directory, Path sources, int mebibytes, SplittableRandom random)
            throws IOException;
}
