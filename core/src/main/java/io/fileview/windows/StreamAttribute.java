package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.fileview.DiskFullException;
import io.fileview.MappingException;
import io.fileview.spi.ExtendedAttribute;
import io.fileview.spi.FileIdentity;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A note that is stored in an alternate stream of the file, where the JDK stores attributes of users
 * as well. A stream is opened by the path that the file has at that moment, as far as the system
 * tells it; whether it is one of the file is checked by the number of the file. A crash during a
 * change can leave a part of a note, which its reader has to recognize.
 */
final class StreamAttribute implements ExtendedAttribute {
    private static final int NAMED_STREAMS = 0x40000;
    private static final int ATTEMPTS = 3;

    private static final WindowsFunction VOLUME_INFORMATION =
            WindowsFunction.of("GetVolumeInformationByHandleW");

    private final WindowsHandle file;
    private final String path;
    private final FileIdentity identity;
    private final FileFlush flush;

    /** Determined when first asked for; two threads that ask at once find the same. */
    private volatile @Nullable Boolean supported;

    /**
     * @param path the absolute path by which the file was opened, which is used where the system
     *     tells none
     * @param flush makes the removal of the stream durable
     */
    StreamAttribute(WindowsHandle file, String path, FileIdentity identity, FileFlush flush) {
        this.file = file;
        this.path = path;
        this.identity = identity;
        this.flush = flush;
    }

    /** Returns whether the file system has streams. */
    boolean isSupported() {
        Boolean known = supported;
        if (known == null) {
            known = hasStreams();
            supported = known;
        }
        return known;
    }

    private boolean hasStreams() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment flags = arena.allocate(JAVA_INT);
            return VOLUME_INFORMATION.isPresent()
                    && VOLUME_INFORMATION.succeeds(
                            file.value(), 0, 0, 0, 0, flags.address(), 0, 0)
                    && (flags.get(JAVA_INT, 0) & NAMED_STREAMS) != 0;
        }
    }

    @Override
    public Optional<byte[]> read() throws IOException {
        NtFile.Opened opened = open(NtFile.READ, NtFile.OPEN, "read");
        if (EntryChange.isAbsent(opened.error())) {
            return Optional.empty();
        }
        require(opened.error(), "read");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment note = arena.allocate(MAX_SIZE + 1);
            long size = new PositionedIo(stream(opened)).read(note, 0);
            if (size > MAX_SIZE) {
                throw new MappingException(
                        Place.of(file.name()),
                        "its extended attribute "
                                + NAME
                                + " has more bytes than Fileview writes, "
                                + MAX_SIZE
                                + "; remove it if it is not needed",
                        null);
            }
            return Optional.of(note.asSlice(0, size).toArray(JAVA_BYTE));
        } finally {
            WindowsHandle.close(opened.handle());
        }
    }

    @Override
    public void write(byte[] note) throws IOException {
        ExtendedAttribute.requireSize(note);
        requireWritable();
        NtFile.Opened opened = open(NtFile.READ_WRITE, NtFile.OPEN_OR_CREATE, "written");
        require(opened.error(), "written");
        try (Arena arena = Arena.ofConfined()) {
            WindowsHandle stream = stream(opened);
            FileFlush flushOfStream = new FileFlush(stream, true, null);
            new PositionedIo(stream).write(arena.allocateFrom(JAVA_BYTE, note), 0);
            if (FileStatus.size(stream.value(), stream.name()) > note.length) {
                new FileSpace(stream, flushOfStream).truncate(note.length);
            }
            flushOfStream.metadata(Place.of(file.name()));
        } finally {
            WindowsHandle.close(opened.handle());
        }
    }

    @Override
    public void remove() throws IOException {
        requireWritable();
        NtFile.Opened opened =
                open(NtFile.DELETE | NtFile.READ_ATTRIBUTES, NtFile.OPEN, "removed");
        if (EntryChange.isAbsent(opened.error())) {
            return;
        }
        require(opened.error(), "removed");
        int error;
        try {
            error = Retries.ofEntry(() -> NtFile.delete(opened.handle()));
        } finally {
            WindowsHandle.close(opened.handle());
        }
        require(error, "removed");
        flush.metadataChanged();
    }

    private WindowsHandle stream(NtFile.Opened opened) {
        return new WindowsHandle(opened.handle(), file.name() + ":" + NAME, true);
    }

    /** A path that leads to another file by now is looked up again. */
    private NtFile.Opened open(int access, int disposition, String done) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String now = FinalPath.of(file.value()).orElse(path);
            if (disposition != NtFile.OPEN && !isInPlace(now)) {
                continue; // No stream is created in another file.
            }
            NtFile.Opened opened =
                    Retries.ofSharing(
                            () -> NtFile.open(
                                    0,
                                    PathNames.full(now) + ":" + NAME,
                                    access | NtFile.READ_ATTRIBUTES,
                                    disposition,
                                    NtFile.NO_DIRECTORY),
                            NtFile.Opened::error);
            if (opened.error() != 0) {
                if (isInPlace(now)) {
                    return opened;
                }
                continue;
            }
            if (isStreamOfTheFile(opened)) {
                return opened;
            }
        }
        throw new MappingException(
                Place.of(file.name()),
                "its extended attribute "
                        + NAME
                        + " cannot be "
                        + done
                        + ", because no path leads to the file any more; open the file again",
                null);
    }

    /** Closes what is a stream of another file. */
    private boolean isStreamOfTheFile(NtFile.Opened opened) throws MappingException {
        boolean isIt = false;
        try {
            isIt = FileStatus.of(opened.handle(), file.name()).isSameFile(identity);
        } finally {
            if (!isIt) {
                WindowsHandle.close(opened.handle());
            }
        }
        return isIt;
    }

    private boolean isInPlace(String now) {
        return FileStatus.at(0, PathNames.full(now))
                .filter(found -> found.isSameFile(identity))
                .isPresent();
    }

    private void requireWritable() throws MappingException {
        if (!file.isWritable()) {
            throw WindowsErrors.failure(
                    Place.of(file.name()),
                    "its extended attribute " + NAME
                            + " cannot be changed, because the file is open"
                            + " for reading only",
                    WindowsError.ERROR_ACCESS_DENIED.number(),
                    "open it READ_WRITE");
        }
    }

    private void require(int error, String done) throws MappingException {
        if (error == 0) {
            return;
        }
        String problem = "its extended attribute " + NAME + " cannot be " + done;
        throw WindowsError.isDiskFull(error)
                ? new DiskFullException(
                        Place.of(file.name()).withError(WindowsError.name(error)),
                        problem + ": " + WindowsError.inWords(error) + "; free some space",
                        null)
                : WindowsErrors.failure(Place.of(file.name()), problem, error);
    }
}
