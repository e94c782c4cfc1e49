package io.fileview.cli;

import io.fileview.Protection;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file that gets its name only when it is whole. Where the system has files without a name, nothing
 * of it is left by a process that is killed. Elsewhere, and for a moment when it replaces another
 * file, it has a {@linkplain HiddenNames hidden name} and is locked.
 */
final class NewFile implements AutoCloseable {
    private static final OpenRequest CREATE =
            new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);

    private final Directory directory;
    private final EngineFile file;
    private final Thread atExit = new Thread(this::removeName, "hidden file");

    /** The hidden name, or null if the file has none; guarded by this. */
    private @Nullable String hidden;

    private NewFile(Directory directory, EngineFile file, @Nullable String hidden) {
        this.directory = directory;
        this.file = file;
        this.hidden = hidden;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Creates a file that only its owner may open.
     *
     * @param called what messages call it
     */
    static NewFile in(Directory directory, String called) throws IOException {
        Optional<EngineFile> unnamed = directory.openUnnamed(called);
        if (unnamed.isPresent()) {
            return new NewFile(directory, unnamed.get(), null);
        }
        for (String name : HiddenNames.ALL) {
            Optional<NewFile> named = named(directory, name);
            if (named.isPresent()) {
                return named.get();
            }
        }
        throw noNameLeft(called);
    }

    /**
     * Creates a file with a hidden name, and opens it again: a flush of a file that was just created
     * would flush its directory, too, which is in vain before the file has its own name. Returns empty
     * if the name is taken, or was cleared away before the file was locked.
     */
    private static Optional<NewFile> named(Directory directory, String name)
            throws IOException {
        Optional<EngineFile> file = createdAndOpenedAgain(directory, name);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        Optional<FileIdentity> found =
                HiddenNames.use(file.get()) ? directory.find(name) : Optional.empty();
        if (found.isPresent() && found.get().key().equals(file.get().identity().key())) {
            return Optional.of(new NewFile(directory, file.get(), name));
        }
        file.get().close();
        return Optional.empty();
    }

    private static Optional<EngineFile> createdAndOpenedAgain(Directory directory, String name)
            throws IOException {
        try (EngineFile created = directory.open(name, CREATE)) {
            EngineFile file = openedAgain(directory, name);
            if (file == null || file.identity().key().equals(created.identity().key())) {
                return Optional.ofNullable(file);
            }
            file.close();
            return Optional.empty();
        } catch (FileAlreadyExistsException taken) {
            return Optional.empty();
        }
    }

    private static @Nullable EngineFile openedAgain(Directory directory, String name)
            throws IOException {
        try {
            return directory.open(name, OpenRequest.existing(Protection.READ_WRITE));
        } catch (NoSuchFileException clearedAway) {
            return null;
        }
    }

    private static CommandFailure noNameLeft(String called) {
        return CommandFailure.failed(
                called
                        + ": all "
                        + HiddenNames.ALL.size()
                        + " hidden names from "
                        + HiddenNames.ALL.getFirst()
                        + " on are in use in its directory; wait until other copies have ended, or"
                        + " remove those files");
    }

    EngineFile file() {
        return file;
    }

    /**
     * Gives the file its name.
     *
     * @throws FileAlreadyExistsException if there is an entry of that name
     */
    synchronized void publish(String name) throws IOException {
        if (hidden == null) {
            directory.link(file, name);
        } else {
            directory.renameNew(hidden, name);
            hidden = null;
        }
    }

    /** Gives the file its name, and replaces the entry that has it. */
    synchronized void replace(String name) throws IOException {
        if (hidden == null) {
            linkHidden();
        }
        directory.rename(String.valueOf(hidden), name);
        hidden = null;
    }

    private void linkHidden() throws IOException {
        boolean isLocked = HiddenNames.use(file);
        assert isLocked : "nobody else can have a file without a name";
        for (String name : HiddenNames.ALL) {
            try {
                directory.link(file, name);
                hidden = name;
                return;
            } catch (FileAlreadyExistsException taken) {
                // The next one may be free.
            }
        }
        throw noNameLeft(file.name());
    }

    /**
     * A failure here is not reported: the next copy to this directory removes the file. In an
     * append-only directory none can, so the file is at least empty.
     */
    private synchronized void removeName() {
        if (hidden != null) {
            try {
                directory.remove(hidden);
                hidden = null;
            } catch (IOException leftToTheNext) {
                takeNoSpace();
            }
        }
    }

    /** Only if it certainly has not got its own name, as far as a refusal can be believed. */
    private void takeNoSpace() {
        try {
            Optional<FileIdentity> found = directory.find(String.valueOf(hidden));
            if (found.filter(left -> left.key().equals(file.identity().key())).isPresent()) {
                file.truncate(0);
            }
        } catch (IOException leftAsItIs) {
            return;
        }
    }

    @Override
    public void close() {
        removeName();
        synchronized (this) {
            hidden = null;
        }
        file.close();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException ignored) {
            return; // the process is ending, and the hook runs or has run
        }
    }
}
