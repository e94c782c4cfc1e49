package io.fileview.commit;

import io.fileview.FileShrankException;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.commit.journal.CommitFiles;
import io.fileview.commit.journal.CommitLocks;
import io.fileview.spi.EngineFile;
import io.fileview.spi.Place;
import java.io.IOException;

/**
 * Checks that what is committed will be found again: by the name that the file was opened with, with
 * all bytes, and written by one writer.
 */
final class FileIntegrity {
    private final EngineFile data;
    private final CommitFiles files;
    private final CommitLocks locks;

    /** The size that the file has at least, unless another program has truncated it. */
    private long size;

    /** The file was truncated under a commit, and its size alone no longer shows it. */
    private boolean wasTruncated;

    FileIntegrity(EngineFile data, CommitFiles files, CommitLocks locks, long size) {
        this.data = data;
        this.files = files;
        this.locks = locks;
        this.size = size;
    }

    void grown(long newSize) {
        size = newSize;
    }

    /** Checks before a commit. */
    void require() throws IOException {
        files.requireNamed(data.identity());
        locks.requireWriter();
        requireSize();
        files.requireOneName(data);
    }

    void requireSize() throws IOException {
        long now = data.size();
        if (wasTruncated || now < size) {
            throw new FileShrankException(
                    Place.of(data.name(), Math.min(now, size), Math.max(0, size - now)),
                    "was truncated by another program while it was open for commits; bytes that"
                            + " are not in the journal are lost: close it, and restore it from a"
                            + " copy",
                    null);
        }
    }

    /** Checks after a commit, which may have come too late. */
    void requireAfter(Place place) throws CommitFailedException {
        try {
            requireSize();
        } catch (IOException truncated) {
            wasTruncated = true;
            throw new CommitFailedException(
                    place,
                    Outcome.COMMITTED_NOT_APPLIED,
                    "the commit is durable in the journal, but the file does not have all bytes of"
                            + " it ("
                            + truncated.getMessage()
                            + "); close it, and restore what is missing from a copy",
                    truncated);
        }
        try {
            files.requireNamed(data.identity());
        } catch (IOException renamed) {
            throw new CommitFailedException(
                    place,
                    Outcome.COMMITTED_WITHOUT_NAME,
                    "the commit is durable, but it is not certain that the file is found by the"
                            + " name it was opened with ("
                            + renamed.getMessage()
                            + "); restore the name, or close the file and open it again",
                    renamed);
        }
    }
}
