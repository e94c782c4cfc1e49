package io.fileview.portable;

import io.fileview.DiskFullException;
import io.fileview.FileShrankException;
import io.fileview.MappingException;
import io.fileview.MappingLimitException;
import io.fileview.NotMappableException;
import io.fileview.PageUnreadableException;
import io.fileview.Protection;
import io.fileview.StaleFileException;
import io.fileview.proc.MappingRoom;
import io.fileview.proc.MemoryLimits;
import io.fileview.spi.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Translates exceptions of the JDK into exceptions that state the problem, the place and the
 * remedy.
 */
final class ErrorTranslation {
    private ErrorTranslation() {}

    static IOException toOpen(
            String name, Path path, Protection protection, IOException failure) {
        boolean alreadyExplained =
                failure instanceof MappingException
                        || (failure instanceof AccessDeniedException denied
                                && denied.getReason() != null);
        if (alreadyExplained) {
            return failure;
        }
        if (failure instanceof NoSuchFileException) {
            String reason =
                    Files.isSymbolicLink(path)
                            ? "it is a symbolic link to a file that does not exist"
                            : "there is no such file or directory; check the path, or create it";
            return caused(new NoSuchFileException(name, null, reason), failure);
        }
        if (failure instanceof FileAlreadyExistsException) {
            String reason = "the file already exists; open it without createNew()";
            return caused(new FileAlreadyExistsException(name, null, reason), failure);
        }
        if (failure instanceof AccessDeniedException) {
            String reason =
                    "the permissions of the file or of a directory above it do not allow it to be"
                            + " opened "
                            + protection;
            return caused(new AccessDeniedException(name, null, reason), failure);
        }
        boolean isReadOnly =
                isReadOnlyStore(path) // not of a mount of a directory, which the JDK overlooks
                        || reason(failure).toLowerCase(Locale.ROOT).contains("read-only file");
        if (protection == Protection.READ_WRITE && isReadOnly) {
            String reason = "its file system is mounted read-only; open it READ_ONLY";
            return caused(new AccessDeniedException(name, null, reason), failure);
        }
        if (Host.outOfFileDescriptors()) {
            return outOfFileDescriptors(name, failure);
        }
        if (isFull(failure)) {
            return toCreateFull(name, path.toAbsolutePath().getParent(), failure);
        }
        return new MappingException(
                Place.of(name),
                "could not be opened " + protection + ": " + reason(failure),
                failure);
    }

    static IOException toOpenMemory(String name, String directory, IOException failure) {
        if (Host.outOfFileDescriptors()) {
            return outOfFileDescriptors(name, failure);
        }
        return new MappingException(
                Place.of(name),
                "the portable engine keeps it in a temporary file, which could not be created in "
                        + directory
                        + ": "
                        + reason(failure)
                        + "; set the system property java.io.tmpdir to a writable directory",
                failure);
    }

    static IOException toCreateTemporary(String name, Path directory, IOException failure) {
        if (Host.outOfFileDescriptors()) {
            return outOfFileDescriptors(name, failure);
        }
        if (isFull(failure)) {
            return toCreateFull(name, directory, failure);
        }
        return new MappingException(
                Place.of(name), "could not be created: " + reason(failure), failure);
    }

    private static boolean isFull(IOException failure) {
        String text = reason(failure).toLowerCase(Locale.ROOT);
        return text.contains("no space") || text.contains("quota");
    }

    /** The JDK does not count inodes, so it can only be said that there is room for bytes. */
    private static DiskFullException toCreateFull(
            String name, @Nullable Path directory, IOException failure) {
        long free = usableSpace(directory);
        return new DiskFullException(
                Place.of(name),
                "could not be created: "
                        + reason(failure)
                        + (free > 0
                                ? "; " + free + " bytes are free, so it is probably inodes that the"
                                        + " file system or a quota has no more of"
                                : "")
                        + "; remove files",
                failure);
    }

    private static long usableSpace(@Nullable Path directory) {
        try {
            return directory == null ? 0 : Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }

    /** For a file that is open, but must be opened a second time to be mapped. */
    static IOException toOpenAgain(String name, IOException failure) {
        if (Host.outOfFileDescriptors()) {
            return outOfFileDescriptors(name, failure);
        }
        return new MappingException(
                Place.of(name),
                "the portable engine must open it a second time to map it, which failed: "
                        + reason(failure),
                failure);
    }

    /** The JDK creates private mappings only of a file that it may write. */
    static IOException toCopyOnWrite(String name, FileSystemException failure) {
        if (Host.outOfFileDescriptors()) {
            return outOfFileDescriptors(name, failure);
        }
        return caused(
                new AccessDeniedException(
                        name,
                        null,
                        "copy-on-write views of the portable engine need permission to write the"
                                + " file, although they never write to it; grant it, or use an"
                                + " engine that does not need it, such as linux"),
                failure);
    }

    static IOException toExtend(
            String name, long size, long newSize, long sizeNow, long room, IOException failure) {
        String what =
                "could not be extended from "
                        + size
                        + " to "
                        + newSize
                        + " bytes: "
                        + reason(failure)
                        + "; it has "
                        + (sizeNow == size ? "its previous size" : sizeNow + " bytes now");
        Place place = Place.of(name, size, newSize - size);
        String text = reason(failure).toLowerCase(Locale.ROOT);
        boolean full =
                text.contains("no space")
                        || text.contains("quota")
                        || text.contains("not enough space")
                        || text.contains("too large")
                        || room < FileBytes.CHUNK;
        if (full) {
            return new DiskFullException(
                    place, what + "; free some space, or extend it less", failure);
        }
        return new MappingException(place, what, failure);
    }

    static IOException toWrite(Place place, IOException failure) {
        String reason = reason(failure);
        String what =
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " could not be written: "
                        + reason;
        String text = reason.toLowerCase(Locale.ROOT);
        return text.contains("space") || text.contains("quota")
                ? new DiskFullException(place, what + "; free some space", failure)
                : new MappingException(place, what, failure);
    }

    static PageUnreadableException toRead(Place place, Throwable failure) {
        return new PageUnreadableException(
                place,
                "offset "
                        + place.offset()
                        + " with length "
                        + place.length()
                        + " could not be read: "
                        + reason(failure),
                failure);
    }

    static NoSuchFileException noEntry(Path entry, NoSuchFileException absent) {
        return caused(
                new NoSuchFileException(
                        entry.toString(), null, "there is no such entry in the directory"),
                absent);
    }

    /** For an operation on a directory, such as looking up an entry. */
    static IOException ofEntry(Path entry, String what, IOException failure) {
        if (failure instanceof AccessDeniedException) {
            String reason = "the permissions of the directory do not allow this process " + what;
            return caused(
                    new AccessDeniedException(entry.toString(), null, reason), failure);
        }
        return new MappingException(
                Place.of(entry.toString()),
                "the attempt " + what + " failed: " + reason(failure),
                failure);
    }

    static DiskFullException noRoom(String name, long size, long newSize, long room) {
        return new DiskFullException(
                Place.of(name, size, newSize - size),
                "cannot be extended from "
                        + size
                        + " to "
                        + newSize
                        + " bytes: the file system has room for "
                        + room
                        + " more; free some space, extend it less, or open it sparse()",
                null);
    }

    static FileShrankException shrank(Place place, long fileSize) {
        return new FileShrankException(
                place,
                "the file has shrunk to "
                        + fileSize
                        + " bytes; bytes "
                        + place.offset()
                        + " to "
                        + (place.offset() + place.length())
                        + " cannot be read until it is extended again",
                null);
    }

    static StaleFileException copied(String name) {
        return new StaleFileException(
                Place.of(name),
                "was opened for reading before overlayfs copied it to the upper directory, because a"
                        + " program changed it or opened it for writing; its views show the old"
                        + " bytes: open it again, and map new views",
                null);
    }

    static IOException toMap(Place place, Protection protection, IOException failure) {
        String what = notMapped(place, protection);
        if (failure.getCause() instanceof OutOfMemoryError) {
            return outOfMappings(place, what, failure);
        }
        if (reason(failure).startsWith("No such device")) {
            return new NotMappableException(
                    place,
                    what
                            + ": its file system does not support mapping; copy it to another file"
                            + " system",
                    failure);
        }
        return new MappingException(place, what + ": " + reason(failure), failure);
    }

    /**
     * The operating system reports the same error whether mappings, addresses or memory are
     * exhausted.
     */
    private static IOException outOfMappings(Place place, String what, IOException failure) {
        OptionalLong limit = MemoryLimits.mappingLimit();
        OptionalLong count = MemoryLimits.mappingCount();
        // Other threads map and unmap between the refusal and the count.
        if (limit.isPresent()
                && count.isPresent()
                && count.getAsLong() >= limit.getAsLong() - limit.getAsLong() / 100) {
            return tooManyMappings(
                    place,
                    what,
                    new MappingRoom.Shortage(limit.getAsLong(), count.getAsLong(), 0, true),
                    failure);
        }
        return new MappingLimitException(
                place,
                what
                        + ": the address space, or the memory that the system may commit, has no"
                        + " room for it; map less at a time",
                "address space",
                -1,
                -1,
                failure);
    }

    static MappingLimitException tooManyMappings(
            Place place, Protection protection, MappingRoom.Shortage shortage) {
        return tooManyMappings(place, notMapped(place, protection), shortage, null);
    }

    private static MappingLimitException tooManyMappings(
            Place place,
            String what,
            MappingRoom.Shortage shortage,
            @Nullable IOException failure) {
        return new MappingLimitException(
                place,
                what + ": " + shortage.clause(),
                "vm.max_map_count",
                shortage.limit(),
                shortage.count(),
                failure);
    }

    private static String notMapped(Place place, Protection protection) {
        return "offset "
                + place.offset()
                + " with length "
                + place.length()
                + " could not be mapped "
                + protection;
    }

    private static IOException outOfFileDescriptors(String name, IOException failure) {
        return new MappingLimitException(
                Place.of(name),
                "could not be opened, because the process has reached its limit of open files;"
                        + " close files, or raise the limit with ulimit -n",
                "RLIMIT_NOFILE",
                -1,
                -1,
                failure);
    }

    private static boolean isReadOnlyStore(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        try {
            return Files.getFileStore(path).isReadOnly();
        } catch (NoSuchFileException absent) {
            return parent != null && isReadOnlyStore(parent);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Returns the reason that the operating system gives, without the file's name, which all
     * messages start with.
     */
    static String reason(Throwable failure) {
        if (failure instanceof FileSystemException named && named.getReason() != null) {
            return named.getReason();
        }
        String message = failure.getMessage();
        return message != null ? message : failure.getClass().getSimpleName();
    }

    private static <E extends IOException> E caused(E refusal, IOException failure) {
        refusal.initCause(failure);
        return refusal;
    }
}
