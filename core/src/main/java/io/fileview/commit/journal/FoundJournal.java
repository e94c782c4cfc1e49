package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.FileStatus;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journal that belongs to a file: the one beside it or, where the file was opened by another
 * name, the one that its {@link JournalMark} leads to. A journal is believed only if nobody can
 * have written it who may not write the file.
 */
final class FoundJournal implements AutoCloseable {
    private static final String SUPERUSER = "0";

    private final Directory directory;
    private final String name;
    private final EngineFile file;
    private final boolean isBeside;

    /** Whether the mark of the file leads to this journal, which is complete then. */
    private boolean isMarked;

    private FoundJournal(Directory directory, String name, EngineFile file, boolean isBeside) {
        this.directory = directory;
        this.name = name;
        this.file = file;
        this.isBeside = isBeside;
    }

    /**
     * Finds the journal of a file.
     *
     * @param choice what to accept
     * @param mark the mark of the file, or null
     * @return the journal; null if the file has none
     * @throws MappingException if a journal cannot be believed, or the one of the mark is missing
     */
    static @Nullable FoundJournal find(
            CommitFiles files,
            EngineFile data,
            Protection protection,
            Recovery.Choice choice,
            @Nullable JournalMark mark)
            throws IOException {
        FoundJournal beside = beside(files, protection);
        try {
            if (beside != null && !beside.isTrusted(files, data)) {
                if (mark == null && !protection.equals(Protection.READ_WRITE)
                        && data.extendedAttribute().isPresent()) {
                    beside.close(); // A file without a mark has no journal: somebody planted it.
                    return null;
                }
                throw beside.untrusted(files);
            }
            if (mark == null) {
                return beside;
            }
            if (beside != null) {
                beside.isMarked = mark.journal().mayBe(beside.file.identity());
                if (beside.isMarked || choice.adopt()) {
                    return beside;
                }
            }
            FoundJournal marked = marked(files, mark, data, protection);
            if (marked == null && choice.ignoreMissing()) {
                return beside;
            }
            if (marked == null) {
                throw missing(files, mark, beside);
            }
            marked.requireTrusted(files, data);
            marked.isMarked = true;
            if (beside != null) {
                beside.close();
            }
            return marked;
        } catch (Throwable failure) {
            if (beside != null) {
                beside.close();
            }
            throw failure;
        }
    }

    private static @Nullable FoundJournal beside(CommitFiles files, Protection protection)
            throws IOException {
        try {
            return new FoundJournal(
                    files.directory(),
                    files.journal(),
                    files.directory().open(files.journal(), OpenRequest.existing(protection)),
                    true);
        } catch (NoSuchFileException none) {
            return null;
        } catch (AccessDeniedException denied) {
            throw new AccessDeniedException(
                    files.directory().locationOf(files.journal()).toString(),
                    null,
                    "the file may lack commits that this journal holds, which only its owner can"
                            + " read; open the file once for commits as that user ("
                            + denied.getReason()
                            + ")");
        }
    }

    /** On another volume, the same number is another file: a snapshot of the whole volume. */
    private static @Nullable FoundJournal marked(
            CommitFiles files, JournalMark mark, EngineFile data, Protection protection)
            throws IOException {
        Engine.Entry entry;
        try {
            if (mark.path().isEmpty()) {
                return null;
            }
            entry = files.engine().resolve(FileLocation.of(Path.of(mark.path())));
        } catch (NoSuchFileException | InvalidPathException none) {
            return null;
        }
        FoundJournal found = null;
        boolean isRight = false;
        try {
            EngineFile file =
                    entry.directory().open(entry.name(), OpenRequest.existing(protection));
            found = new FoundJournal(entry.directory(), entry.name(), file, false);
            isRight =
                    mark.journal().mayBe(file.identity())
                            && file.identity().volume().equals(data.identity().volume());
            return isRight ? found : null;
        } catch (NoSuchFileException none) {
            return null;
        } finally {
            if (found == null) {
                entry.directory().close();
            } else if (!isRight) {
                found.close();
            }
        }
    }

    /**
     * Whoever may write the file may also have written the journal. Where owners are unknown, there
     * is nothing to go by.
     */
    private boolean isTrusted(CommitFiles files, EngineFile data) throws IOException {
        FileStatus status = file.status();
        FileStatus of = data.status();
        if (status.ownerId().isEmpty() || of.ownerId().isEmpty() || of.othersMayWrite()) {
            return true;
        }
        Optional<String> owner = status.ownerId();
        boolean sameGroup = of.groupMayWrite() && of.groupId().equals(status.groupId());
        boolean rightOwner =
                sameGroup
                        || owner.equals(of.ownerId())
                        || owner.equals(files.engine().userId())
                        || owner.get().equals(SUPERUSER);
        return rightOwner && !status.othersMayWrite() && (sameGroup || !status.groupMayWrite());
    }

    private void requireTrusted(CommitFiles files, EngineFile data) throws IOException {
        boolean trusted = false;
        try {
            trusted = isTrusted(files, data);
            if (!trusted) {
                throw untrusted(files);
            }
        } finally {
            if (!trusted) {
                close();
            }
        }
    }

    private MappingException untrusted(CommitFiles files) throws IOException {
        FileStatus status = file.status();
        return new MappingException(
                Place.of(files.location().toString()),
                "the journal "
                        + directory.locationOf(name)
                        + " belongs to, or can be written by, a user who may not write the file"
                        + status.ownerId().map(id -> " (its owner has the id " + id + ")")
                                .orElse("")
                        + ", so it is not used; if it is not yours, remove it",
                null);
    }

    private static MappingException missing(
            CommitFiles files, JournalMark mark, @Nullable FoundJournal beside) {
        return new MappingException(
                Place.of(files.location().toString()),
                "may lack commits, or have a part of one, because its journal "
                        + mark.path()
                        + " is missing"
                        + (beside == null
                                ? ""
                                : ", and " + beside.directory.locationOf(beside.name)
                                        + " is another one")
                        + "; open the file by the name it was written by, or restore the journal"
                        + " beside it and open it once with adoptJournal(), or, to use the file as"
                        + " it is, open it once with ignoreMissingJournal()",
                null);
    }

    EngineFile file() {
        return file;
    }

    /** Returns whether the journal is beside the file, as it was opened. */
    boolean isBeside() {
        return isBeside;
    }

    /** A file is marked after the header of its journal is durable. */
    void requireUnmarked() throws MappingException {
        if (isMarked) {
            throw new MappingException(
                    Place.of(directory.locationOf(name).toString()),
                    "the journal has no intact header, which a crash or power failure cannot cause;"
                            + " nothing has been changed: restore the journal, or remove it and open"
                            + " the file once with ignoreMissingJournal(), possibly with a part of a"
                            + " commit",
                    null);
        }
    }

    /** Durably removes the journal, unless its name leads to another file by now. */
    void remove() throws IOException {
        CommitFiles.removeDurably(directory, name, file.identity());
    }

    @Override
    public void close() {
        file.close();
        if (!isBeside) {
            directory.close();
        }
    }
}
