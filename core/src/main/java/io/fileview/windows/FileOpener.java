package io.fileview.windows;

import io.fileview.MappingException;
import io.fileview.NotMappableException;
import io.fileview.Protection;
import io.fileview.spi.OpenRequest;
import io.fileview.spi.OpenRequest.Creation;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Opens or creates one file, by a path whose links are followed, or by a directory entry that is not
 * followed.
 */
final class FileOpener {
    private static final int DISK = 1;

    /** Other programs may remove or replace the file at the wrong moment, as they do with locks. */
    private static final int MOST_ATTEMPTS = 100;

    private static final WindowsFunction GET_FILE_TYPE = WindowsFunction.of("GetFileType");

    private final String name;
    private final String path;
    private final OpenRequest request;
    private final boolean followsLinks;

    /**
     * @param name what messages call the file
     * @param path the absolute path of the file, which is used where the system tells no final one
     * @param followsLinks whether the path may lead through a link at its end
     */
    FileOpener(String name, String path, OpenRequest request, boolean followsLinks) {
        this.name = name;
        this.path = path;
        this.request = request;
        this.followsLinks = followsLinks;
    }

    /**
     * Opens a file, or creates it.
     *
     * @param directory the handle of the directory, or 0 if the name is a full one
     */
    WindowsFile open(long directory, String file) throws IOException {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            NtFile.Opened opened = tryOpen(directory, file, options());
            if (opened.error() != 0) {
                throw failure(opened.error(), directory, file);
            }
            FileStatus status = requireRightKind(opened);
            if (!isOfLink() || opened.created()) {
                return file(opened, status);
            }
            NtFile.Opened usual = openUsually(opened, directory, file);
            if (usual.error() == 0) {
                FileStatus now = requireRightKind(usual);
                if (now.isSameFile(status.identity())) {
                    return file(usual, now);
                }
                WindowsHandle.close(usual.handle());
            } else if (!EntryChange.isAbsent(usual.error())) {
                throw failure(usual.error(), directory, file);
            }
        }
        throw new MappingException(
                Place.of(name),
                "was removed or replaced again and again while it was opened; try again",
                null);
    }

    private IOException failure(int error, long directory, String file) {
        return OpenFailures.of(name, request, error, directory, file);
    }

    /**
     * Opens a file, which is no link, again in the usual way, and closes the other handle. A filter of
     * the system may provide its bytes, as those of a file in a cloud, and does so only then. Whether
     * there is one cannot be told: those of clouds hide that from most programs.
     */
    private NtFile.Opened openUsually(NtFile.Opened ofLink, long directory, String file) {
        try {
            NtFile.Opened again = NtFile.reopen(ofLink.handle(), access(), NtFile.NO_DIRECTORY);
            return again.error() == 0
                    ? again
                    : NtFile.open(directory, file, access(), NtFile.OPEN, NtFile.NO_DIRECTORY);
        } finally {
            WindowsHandle.close(ofLink.handle());
        }
    }

    /** Creates a file that disappears when it is closed or the process ends. */
    WindowsFile openTemporary(long directory, String file) throws IOException {
        NtFile.Opened opened =
                NtFile.open(
                        directory,
                        file,
                        NtFile.READ_WRITE | NtFile.DELETE,
                        NtFile.CREATE,
                        NtFile.NO_DIRECTORY | NtFile.DELETE_ON_CLOSE,
                        Security.ownerOnly(name));
        if (opened.error() != 0) {
            throw OpenFailures.of(name, request, opened.error(), directory, file);
        }
        FileStatus status = requireRightKind(opened);
        return new WindowsFile(
                new WindowsHandle(opened.handle(), name, true),
                path,
                status.identity(),
                true,
                null);
    }

    private NtFile.Opened tryOpen(long directory, String file, int options) throws IOException {
        MemorySegment security =
                request.ownerOnly() && request.creation() != Creation.EXISTING
                        ? Security.ownerOnly(name)
                        : MemorySegment.NULL;
        return Retries.ofSharing(
                () -> NtFile.open(directory, file, access(), disposition(), options, security),
                NtFile.Opened::error);
    }

    private int access() {
        return isWritable() ? NtFile.READ_WRITE : NtFile.READ;
    }

    private boolean isWritable() {
        return request.protection() == Protection.READ_WRITE;
    }

    private int disposition() {
        return switch (request.creation()) {
            case EXISTING -> NtFile.OPEN;
            case CREATE -> NtFile.OPEN_OR_CREATE;
            case CREATE_NEW -> NtFile.CREATE;
        };
    }

    private int options() {
        return NtFile.NO_DIRECTORY | (isOfLink() ? NtFile.NO_FOLLOW : 0);
    }

    /** A link, even one that leads nowhere, counts as a file that exists when a new one is asked. */
    private boolean isOfLink() {
        return !followsLinks || request.creation() == Creation.CREATE_NEW;
    }

    private FileStatus requireRightKind(NtFile.Opened opened) throws IOException {
        try {
            if (GET_FILE_TYPE.callInt(opened.handle()) != DISK) {
                throw wrongKind("a device or a pipe");
            }
            FileStatus status = FileStatus.of(opened.handle(), name);
            if (!followsLinks && status.isLink()) {
                throw wrongKind("a symbolic link");
            }
            return status;
        } catch (Throwable failure) {
            WindowsHandle.close(opened.handle());
            if (opened.created()) {
                failure.addSuppressed(
                        new MappingException(
                                Place.of(name),
                                "was created by this call and has not been removed; remove it"
                                        + " manually",
                                null));
            }
            throw failure;
        }
    }

    private NotMappableException wrongKind(String kind) {
        return new NotMappableException(
                Place.of(name), "is " + kind + "; only regular files can be mapped", null);
    }

    private WindowsFile file(NtFile.Opened opened, FileStatus status) {
        WindowsHandle handle = new WindowsHandle(opened.handle(), name, isWritable());
        @Nullable CreatedEntry entry =
                opened.created()
                        ? new CreatedEntry(
                                handle,
                                FinalPath.of(opened.handle()).orElse(path),
                                status.identity())
                        : null;
        return new WindowsFile(handle, path, status.identity(), opened.created(), entry);
    }
}
