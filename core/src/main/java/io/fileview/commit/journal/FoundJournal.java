package io.fileview.commit.journal;

import io.fileview.MappingException;
import io.fileview.Protection;
import io.fileview.messages.FileRefusals;
import io.fileview.spi.Directory;
import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileLocation;
import io.fileview.spi.FileStatus;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The journal that belongs to a file: the one beside it or, where the file was opened by another
 * name, the one that its {@link JournalMark} leads to. A journal is believed only if nobody can
 * have written it who may not write the file.
 */
final class FoundJournal implements AutoCloseable {
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
        FoundJournal beside = beside(files, data, protection, mark);
        try {
            if (mark == null || (beside != null && (beside.isMarked || choice.adopt()))) {
                return beside;
            }
            FoundJournal marked = marked(files, mark, data, protection);
            if (marked == null && choice.ignoreMissing()) {
                return beside;
            }
            if (marked == null) {
                throw missing(files, mark, beside);
            }
            marked.isMarked = true;
            marked.requireTrusted(files, data);
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

    /**
     * Opens the journal beside the file, after a look at whose it is: an entry that is not believed
     * may be of any kind. It was planted if the mark leads elsewhere, or if there should be a mark
     * and is none, and then it matters only to somebody who is about to create a journal there.
     */
    private static @Nullable FoundJournal beside(
            CommitFiles files,
            EngineFile data,
            Protection protection,
            @Nullable JournalMark mark)
            throws IOException {
        Optional<FileStatus> entry = files.directory().status(files.journal());
        if (entry.isEmpty()) {
            return null;
        }
        FileStatus seen = entry.get();
        FoundJournal found = null;
        try {
            if (isBelieved(files, data, mark, seen)) {
                FoundJournal opened = open(files, protection);
                try {
                    seen = opened.file.status(); // It may be another one by now.
                    if (isBelieved(files, data, mark, seen)) {
                        opened.isMarked = isOf(mark, seen);
                        found = opened;
                    }
                } finally {
                    if (found == null) {
                        opened.close();
                    }
                }
            }
        } catch (NoSuchFileException none) {
            return null;
        }
        boolean isPlanted =
                mark == null
                        ? data.extendedAttribute().isPresent()
                                && !protection.equals(Protection.READ_WRITE)
                        : !isOf(mark, seen);
        if (found == null && !isPlanted) {
            throw untrusted(files, files.directory(), files.journal(), seen);
        }
        return found;
    }

    /**
     * Opens the empty journal beside a file that its last writer was not allowed to remove; returns
     * null if it is not empty, not believed or not there.
     */
    static @Nullable EngineFile openEmpty(CommitFiles files, EngineFile data)
            throws IOException {
        FoundJournal found = beside(files, data, Protection.READ_WRITE, null);
        if (found == null) {
            return null;
        }
        boolean isEmpty = false;
        try {
            isEmpty = found.file.size() == 0 && found.file.status().links().orElse(1) == 1;
        } finally {
            if (!isEmpty) {
                found.close();
            }
        }
        return isEmpty ? found.file : null;
    }

    private static boolean isBelieved(
            CommitFiles files, EngineFile data, @Nullable JournalMark mark, FileStatus journal)
            throws IOException {
        return Ownership.of(files, data).isContentTrusted(journal, isOf(mark, journal));
    }

    private static boolean isOf(@Nullable JournalMark mark, FileStatus journal) {
        return mark != null && mark.journal().isToldToBe(journal.identity());
    }

    private static FoundJournal open(CommitFiles files, Protection protection)
            throws IOException {
        try {
            return new FoundJournal(
                    files.directory(),
                    files.journal(),
                    files.directory().open(files.journal(), OpenRequest.existing(protection)),
                    true);
        } catch (AccessDeniedException denied) {
            throw FileRefusals.denied(
                    files.directory().locationOf(files.journal()).toString(),
                    "the file may lack commits that this journal holds, which this user may not"
                            + " read; open the file once for commits as the owner of the journal ("
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
            Optional<FileLocation> location = mark.location();
            if (location.isEmpty()) {
                return null;
            }
            entry = files.engine().resolve(location.get());
        } catch (NoSuchFileException none) {
            return null;
        }
        FoundJournal found = null;
        boolean isRight = false;
        try {
            EngineFile file =
                    entry.directory().open(entry.name(), OpenRequest.existing(protection));
            found = new FoundJournal(entry.directory(), entry.name(), file, false);
            isRight =
                    mark.journal().isToldToBe(file.identity())
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

    private void requireTrusted(CommitFiles files, EngineFile data) throws IOException {
        boolean trusted = false;
        try {
            trusted = Ownership.of(files, data).isContentTrusted(file.status(), isMarked);
            if (!trusted) {
                throw untrusted(files, directory, name, file.status());
            }
        } finally {
            if (!trusted) {
                close();
            }
        }
    }

    private static MappingException untrusted(
            CommitFiles files, Directory directory, String name, FileStatus status) {
        return new MappingException(
                Place.of(files.name()),
                "the journal "
                        + directory.locationOf(name)
                        + " belongs to, or can be written by, a user who is not known to be allowed"
                        + " to write the file"
                        + status.ownerId().map(id -> " (its owner has the id " + id + ")")
                                .orElse("")
                        + ", so it is not used; if it is not yours, remove it",
                null);
    }

    private static MappingException missing(
            CommitFiles files, JournalMark mark, @Nullable FoundJournal beside) {
        return new MappingException(
                Place.of(files.name()),
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

    /**
     * Whoever may write the file may have written its mark, too, so that it leads to the journal of
     * another file.
     *
     * @param header the header of this journal
     */
    boolean mayBeOf(EngineFile data, JournalHeader header, boolean adopt) {
        return header.identity().isToldToBe(data.identity()) || (adopt && isBeside);
    }

    FileLocation location() {
        return directory.locationOf(name);
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

    /**
     * Makes sure that the commits of this journal, which the file has, are not written to the file
     * again once it has others: a copy of the directory by hard links has the journal, too.
     */
    void invalidate() throws IOException {
        if (file.status().links().orElse(1) > 1 && file.size() > 0) {
            file.truncate(0);
            file.flush();
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
