package io.fileview.commit.journal;

import io.fileview.spi.Engine;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileStatus;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Who may have put an entry beside a file. In a directory like {@code /tmp}, anybody may have. An
 * entry is believed only if it belongs to somebody who may write the file, to the user of this
 * process, or to the superuser. Where owners are unknown, there is nothing to go by.
 */
final class Ownership {
    /** Root on Unix; the system and administrators on Windows. */
    private static final Set<String> SUPERUSERS = Set.of("0", "S-1-5-18", "S-1-5-32-544");

    private final Engine engine;
    private final EngineFile data;
    private final FileStatus file;

    /**
     * Creates the rules for entries beside a file.
     *
     * @param file the status of the data
     */
    Ownership(Engine engine, EngineFile data, FileStatus file) {
        this.engine = engine;
        this.data = data;
        this.file = file;
    }

    /** Returns the rules for entries beside a file. */
    static Ownership of(CommitFiles files, EngineFile data) throws IOException {
        return new Ownership(files.engine(), data, data.status());
    }

    /** Returns whether an entry whose content has no meaning is believed. */
    boolean isTrusted(FileStatus entry) {
        return file.othersMayWrite() || isOfAWriter(entry) || isOfTheGroup(entry);
    }

    /**
     * Returns whether the content of an entry is believed, which nobody may have written who may not
     * write the file.
     *
     * @param isMarked whether the mark of the file leads to the entry
     */
    boolean isContentTrusted(FileStatus entry, boolean isMarked) {
        if (entry.ownerId().isEmpty() || file.ownerId().isEmpty() || file.othersMayWrite()) {
            return true;
        }
        boolean ofTheGroup =
                isOfTheGroup(entry) && (isMarked || data.extendedAttribute().isEmpty());
        return (ofTheGroup || isOfAWriter(entry))
                && !entry.othersMayWrite()
                && (isOfTheGroup(entry) || !entry.groupMayWrite());
    }

    private boolean isOfAWriter(FileStatus entry) {
        Optional<String> owner = entry.ownerId();
        return owner.isEmpty()
                || file.ownerId().isEmpty()
                || owner.equals(file.ownerId())
                || owner.equals(engine.userId())
                || SUPERUSERS.contains(owner.get());
    }

    /**
     * In a directory that passes its group on, an entry of anybody has that group: only together
     * with the mark of the file is it certain that somebody wrote it who may write the file.
     */
    private boolean isOfTheGroup(FileStatus entry) {
        return file.groupMayWrite() && file.groupId().equals(entry.groupId());
    }
}
