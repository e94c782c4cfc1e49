package io.fileview.windows;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.fileview.DiskFullException;
import io.fileview.ViewsMappedException;
import io.fileview.spi.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Changes the size of an open file. If others extend the file meanwhile, no extension makes it
 * smaller: it is extended by a section, which the system never makes smaller than the file, or by
 * appending. FileEndOfFileInfo, which could, is used only to shrink a file on request.
 */
final class FileSpace {
    private static final int END_OF_FILE_INFO = 6;
    private static final int PAGE_READWRITE = 4;
    private static final int SET_SPARSE = 0x900C4;
    private static final int ZEROS = 1 << 20;

    /** The system then says that it lacks memory, or that the parameter is wrong. */
    private static final long MORE_THAN_ANY = 1L << 53;

    private static final int TOO_LARGE = WindowsError.ERROR_FILE_TOO_LARGE.number();
    private static final long OVERLAPPED_SIZE = 32;
    private static final int POSITION_AT = 16;

    /** As a position of WriteFile, the end that the file has then. */
    private static final long AT_END = -1;

    private static final WindowsFunction CREATE_SECTION =
            WindowsFunction.of("CreateFileMappingW");
    private static final WindowsFunction SET_INFORMATION =
            WindowsFunction.of("SetFileInformationByHandle");
    private static final WindowsFunction WRITE_FILE = WindowsFunction.of("WriteFile");

    private final WindowsHandle file;
    private final FileFlush flush;

    FileSpace(WindowsHandle file, FileFlush flush) {
        this.file = file;
        this.flush = flush;
    }

    /** Extends the file to at least the given size. */
    void extend(long newSize, boolean sparse) throws IOException {
        FileStatus before = FileStatus.of(file.value(), file.name());
        if (newSize <= before.size()) {
            return;
        }
        if (!sparse && !before.isCompressed()) {
            requireRoom(before, newSize);
        }
        if (sparse && !before.isSparse()) {
            // A file system without sparse files allocates the added bytes.
            DeviceControl.call(file.value(), SET_SPARSE, null, null);
        }
        if (before.isSparse() && !sparse) {
            appendZeros(before.size(), newSize);
        } else {
            int error = Retries.ofWriting(() -> createSection(newSize));
            if (error != 0) {
                throw notExtended(
                        before.size(),
                        newSize,
                        newSize >= MORE_THAN_ANY ? TOO_LARGE : error,
                        "");
            }
        }
        flush.metadataChanged();
    }

    /** Refuses what cannot succeed, and what some file systems would make a hole of. */
    private void requireRoom(FileStatus before, long newSize) throws IOException {
        long more = newSize - Math.max(before.size(), before.allocated());
        long free = VolumeSpace.free(file.value());
        if (more > free) {
            throw notExtended(
                    before.size(),
                    newSize,
                    WindowsError.ERROR_DISK_FULL.number(),
                    "; " + free + " bytes are free");
        }
    }

    /** A section that is larger than its file extends it. */
    private int createSection(long size) {
        long section =
                CREATE_SECTION.call(
                        file.value(), 0, PAGE_READWRITE, size >>> 32, size & 0xFFFF_FFFFL, 0);
        if (section == 0) {
            return WindowsFunction.lastError();
        }
        WindowsHandle.close(section); // An open one would keep the file from being truncated.
        return 0;
    }

    /** Only bytes that are written have room in a file that is sparse. */
    private void appendZeros(long oldSize, long newSize) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment zeros = arena.allocate(Math.min(ZEROS, newSize - oldSize), 8);
            MemorySegment overlapped = arena.allocate(OVERLAPPED_SIZE, 8);
            MemorySegment count = arena.allocate(JAVA_INT);
            for (long size = oldSize; size < newSize;) {
                overlapped.fill((byte) 0);
                overlapped.set(JAVA_LONG, POSITION_AT, AT_END);
                long length = Math.min(zeros.byteSize(), newSize - size);
                int error =
                        Retries.ofWriting(
                                () -> WRITE_FILE.succeeds(
                                        file.value(),
                                        zeros.address(),
                                        length,
                                        count.address(),
                                        overlapped.address())
                                                ? 0
                                                : WindowsFunction.lastError());
                size = FileStatus.size(file.value(), file.name());
                if (error != 0) {
                    throw notExtended(
                            oldSize,
                            newSize,
                            error,
                            size == oldSize
                                    ? ""
                                    : ", except that it ends with zeros now and has " + size
                                            + " bytes");
                }
            }
        }
    }

    private IOException notExtended(long oldSize, long newSize, int error, String more) {
        String number = " (" + WindowsError.name(error) + ")";
        Place place =
                Place.of(file.name(), oldSize, newSize - oldSize)
                        .withError(WindowsError.name(error));
        if (WindowsError.isDiskFull(error)) {
            return new DiskFullException(
                    place,
                    "cannot be extended from "
                            + oldSize
                            + " to "
                            + newSize
                            + " bytes, because "
                            + (WindowsError.ERROR_DISK_QUOTA_EXCEEDED.is(error)
                                    ? "the disk quota of the user is used up"
                                    : WindowsError.ERROR_FILE_TOO_LARGE.is(error)
                                            ? "the file system cannot have files of that size"
                                            : "the volume is full")
                            + number
                            + "; the file keeps its size"
                            + more
                            + "; free some space, or choose a smaller size",
                    null);
        }
        return WindowsErrors.failure(
                place, "cannot be extended to " + newSize + " bytes" + more, error);
    }

    /** Shrinks the file, which the system refuses while anybody has it mapped. */
    void truncate(long newSize) throws IOException {
        int error = Retries.ofWriting(() -> Retries.ofTruncation(() -> setSize(newSize)));
        if (WindowsError.ERROR_USER_MAPPED_FILE.is(error)) {
            throw new ViewsMappedException(
                    Place.of(file.name(), newSize, 0).withError(WindowsError.name(error)),
                    "cannot be truncated to "
                            + newSize
                            + " bytes, because another process, or a MappedByteBuffer of this one, has"
                            + " it mapped ("
                            + WindowsError.name(error)
                            + "); unmap it there, which the JDK does for a buffer only when that has"
                            + " been garbage collected",
                    null);
        }
        if (error != 0) {
            throw WindowsErrors.failure(
                    Place.of(file.name(), newSize, 0),
                    "cannot be truncated to " + newSize + " bytes",
                    error);
        }
        flush.metadataChanged();
    }

    private int setSize(long size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment end = arena.allocate(JAVA_LONG);
            end.set(JAVA_LONG, 0, size);
            return SET_INFORMATION.succeeds(
                    file.value(), END_OF_FILE_INFO, end.address(), end.byteSize())
                            ? 0
                            : WindowsFunction.lastError();
        }
    }
}
