package io.fileview.windows;

import io.fileview.Protection;
import io.fileview.messages.FileRefusals;
import io.fileview.proc.RandomNames;
import io.fileview.spi.Directory;
import io.fileview.spi.EngineFile;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.FileLocation;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An open directory. Every call is relative to its handle, so renaming the directory has no effect.
 */
final class WindowsDirectory implements Directory {
    private final long handle;
    private final Path path;
    private final FileIdentity identity;

    /** The entry that the directory was resolved for; messages call it as the caller did. */
    private final String entry;

    private final String given;

    /**
     * Takes ownership of a handle.
     *
     * @param path the path of the directory
     */
    WindowsDirectory(long handle, Path path, FileIdentity identity, String entry, String given) {
        this.handle = handle;
        this.path = path;
        this.identity = identity;
        this.entry = entry;
        this.given = given;
    }

    @Override
    public FileLocation locationOf(String name) {
        return FileLocation.of(Path.of(shown(name)));
    }

    /** As the caller wrote it, or by the path that the directory has now. */
    private String called(String name) {
        return name.equals(entry) ? given : shown(name);
    }

    private String shown(String name) {
        PathNames.requireEntry(name);
        String now = now();
        return now.endsWith("\\") ? now + name : now + "\\" + name;
    }

    private String now() {
        return FinalPath.forPrograms(handle).orElse(path.toString());
    }

    @Override
    public EngineFile open(String name, OpenRequest request) throws IOException {
        String called = called(name);
        PathNames.requireFile(name, called);
        return new FileOpener(called, shown(name), request, false).open(handle, name);
    }

    @Override
    public EngineFile openTemporary(String prefix) throws IOException {
        return openTemporary(prefix, "temporary file in " + path);
    }

    @Override
    public EngineFile openTemporary(String prefix, String called) throws IOException {
        String name = prefix + RandomNames.next();
        PathNames.requireEntry(name);
        PathNames.requireFile(name, called);
        OpenRequest request = new OpenRequest(Protection.READ_WRITE, Creation.CREATE_NEW, true);
        return new FileOpener(called, shown(name), request, false).openTemporary(handle, name);
    }

    /** The system removes them, unless it crashed itself while they were open. */
    @Override
    public void removeTemporaries(String prefix) {
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(
                        Path.of(now()), entry -> isTemporary(entry, prefix))) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (isOwn(name)) {
                    EntryChange.delete(handle, name, status -> !status.isLink());
                }
            }
        } catch (IOException | DirectoryIteratorException leftAsTheyAre) {
            // They only take space.
        }
    }

    private static boolean isTemporary(Path entry, String prefix) {
        String name = String.valueOf(entry.getFileName());
        return name.startsWith(prefix) && RandomNames.isOne(name.substring(prefix.length()));
    }

    private boolean isOwn(String name) throws IOException {
        Optional<String> owner = look(name).flatMap(io.fileview.spi.FileStatus::ownerId);
        return owner.isPresent() && owner.equals(Security.newOwner());
    }

    @Override
    public Optional<FileIdentity> find(String name) throws IOException {
        return look(name).map(io.fileview.spi.FileStatus::identity);
    }

    @Override
    public Optional<io.fileview.spi.FileStatus> status(String name) throws IOException {
        return look(name);
    }

    private Optional<io.fileview.spi.FileStatus> look(String name) throws IOException {
        String called = called(name);
        PathNames.requireFile(name, called);
        NtFile.Opened opened = openToLook(name, NtFile.READ_ATTRIBUTES | NtFile.READ_CONTROL);
        if (WindowsError.ERROR_ACCESS_DENIED.is(opened.error())) {
            opened = openToLook(name, NtFile.READ_ATTRIBUTES);
        }
        if (EntryChange.isAbsent(opened.error())) {
            return Optional.empty();
        }
        if (opened.error() != 0) {
            throw WindowsErrors.failure(
                    Place.of(called), "it cannot be determined whether it exists", opened.error());
        }
        try {
            return Optional.of(
                    Security.withRights(
                            opened.handle(), FileStatus.of(opened.handle(), called)));
        } finally {
            WindowsHandle.close(opened.handle());
        }
    }

    private NtFile.Opened openToLook(String name, int access) {
        return NtFile.open(handle, name, access, NtFile.OPEN, NtFile.NO_FOLLOW);
    }

    @Override
    public boolean remove(String name) throws IOException {
        String called = called(name);
        PathNames.requireFile(name, called);
        int error = Retries.ofEntry(() -> EntryChange.delete(handle, name, any -> true));
        if (EntryChange.isAbsent(error)) {
            return false;
        }
        if (error != 0) {
            throw WindowsErrors.entryFailure(Place.of(called), "cannot be removed", error);
        }
        return true;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        rename(from, to, true);
    }

    @Override
    public void renameNew(String from, String to) throws IOException {
        rename(from, to, false);
    }

    private void rename(String from, String to, boolean replaces) throws IOException {
        String called = called(from);
        PathNames.requireFile(from, called);
        PathNames.requireEntry(to);
        PathNames.requireFile(to, shown(to));
        int error = Retries.ofEntry(() -> EntryChange.rename(handle, from, to, replaces));
        if (EntryChange.isAbsent(error)) {
            throw FileRefusals.noSuchFile(
                    called,
                    "there is no such file to be renamed to " + to + "; check the name ("
                            + WindowsError.name(error)
                            + ")");
        }
        if (!replaces && isTaken(error)) {
            throw FileRefusals.alreadyExists(
                    shown(to), "the file already exists (" + WindowsError.name(error) + ")");
        }
        if (error != 0) {
            throw WindowsErrors.entryFailure(
                    Place.of(called), "cannot be renamed to " + to, error);
        }
    }

    private static boolean isTaken(int error) {
        return WindowsError.ERROR_FILE_EXISTS.is(error)
                || WindowsError.ERROR_ALREADY_EXISTS.is(error);
    }

    @Override
    public void flush() throws IOException {
        DirectoryHandle.flush(
                handle,
                "",
                identity.volume(),
                Place.of(path.toString()),
                "the entries of the directory");
    }

    @Override
    public void close() {
        WindowsHandle.close(handle);
    }
}
