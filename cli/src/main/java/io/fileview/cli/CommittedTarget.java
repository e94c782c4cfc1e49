package io.fileview.cli;

import io.fileview.Protection;
import io.fileview.View;
import io.fileview.commit.CommitFailedException;
import io.fileview.commit.CommitFailedException.Outcome;
import io.fileview.commit.CommitInUseException;
import io.fileview.commit.CommitMapping;
import java.io.IOException;
import java.nio.file.Path;

/** A file whose changes become durable together or not at all. */
final class CommittedTarget implements PatchTarget {
    /** More than a journal takes besides the pages of a commit. */
    private static final long TABLES = 8L << 20;

    private final CommitMapping mapping;
    private final long oldSize;

    private CommittedTarget(CommitMapping mapping) {
        this.mapping = mapping;
        this.oldSize = mapping.size();
    }

    /**
     * Opens a file. If a program died with it open for commits, completes or discards its last one.
     *
     * @param length the bytes that will be changed
     */
    static CommittedTarget open(Path file, EngineOption engine, long length) throws IOException {
        long journal = Math.min(length, Long.MAX_VALUE / 4) * 2 + TABLES;
        try {
            return new CommittedTarget(engine.openForCommits(file, journal));
        } catch (CommitInUseException inUse) {
            throw inUse;
        } catch (IOException | UnsupportedOperationException refused) {
            requireAccess(file, engine); // without which --in-place does not help either
            if (LeftCommit.isBeside(file)) {
                throw refused;
            }
            throw withoutCommit(refused, "");
        }
    }

    private static void requireAccess(Path file, EngineOption engine) throws IOException {
        engine.open(engine.builder(file).protection(Protection.READ_WRITE)).close();
    }

    @Override
    public void extend(long end) throws IOException {
        if (end > mapping.size()) {
            mapping.grow(end);
        }
    }

    @Override
    public View map(long offset, long length) throws IOException {
        return mapping.map(offset, length);
    }

    @Override
    public long size() {
        return mapping.size();
    }

    /** The view's changes are private until then. */
    @Override
    public void flush(View changed) throws IOException {
        try {
            mapping.commit();
        } catch (CommitFailedException failure) {
            if (failure.outcome() == Outcome.COMMITTED_NOT_APPLIED) {
                mapping.checkpoint(); // tries again, and says what is left to do
            } else if (failure.outcome() == Outcome.NOT_COMMITTED
                    && !(failure.getCause() instanceof CommitInUseException)) {
                throw withoutCommit(failure, extension());
            } else {
                throw failure;
            }
        }
    }

    private String extension() {
        return mapping.size() > oldSize
                ? "; the file has been extended with zeros from " + oldSize + " to "
                        + Amount.count(mapping.size(), "byte")
                : "";
    }

    private static CommandFailure withoutCommit(Exception refused, String more) {
        return CommandFailure.failed(
                ErrorSentence.of(refused)
                        + more
                        + "; --in-place patches without a commit, of which a crash may leave a part");
    }

    @Override
    public void close() throws IOException {
        mapping.close();
    }
}
