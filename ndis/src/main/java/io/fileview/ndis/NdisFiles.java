package io.fileview.ndis;

import static io.fileview.ndis.NdisStatus.NDIS_STATUS_ALREADY_MAPPED;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_ERROR_READING_FILE;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_FAILURE;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_FILE_NOT_FOUND;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_RESOURCES;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_SUCCESS;

import io.fileview.MappingBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The four file functions that NDIS gives drivers, on the files of one directory.
 *
 * <p><b>Hazard.</b> An opened file takes memory of its size until it is closed, mapped or not: it is
 * read once, when it is opened, and keeps those bytes whatever becomes of the file. Unmapping takes
 * the pages out of the address space and out of the resident set of the process; the system may put
 * them into swap space, but cannot drop them. An opened file also holds one open file of the system. {@link ExclusiveFile} makes the other choice: it takes
 * no memory of its own, and shows what becomes of the file.
 *
 * <p><b>Lifetime.</b> Opened, a file is not mapped. {@link #ndisMapFile} and {@link #ndisUnmapFile}
 * may alternate until {@link #ndisCloseFile}, which unmaps as well. Closing this object closes every
 * file that is still open. A use of a buffer after it was unmapped throws {@link
 * IllegalStateException}; it never reads other memory.
 *
 * {@snippet file="LoadFirmware.java" region="load"}
 *
 * <p><b>Exclusive.</b> A file has one mapping at a time in the whole process: through any handle, on
 * any thread, under any of its names, from any object of this class, and together with {@link
 * ExclusiveFile}. Another process is not kept out. The documentation speaks of the mapping of a file;
 * an implementation that counts for each handle alone would let two handles map one file.
 *
 * <p><b>Buffers can be written.</b> Their holder has the bytes to itself, as a driver has. What it
 * writes goes into the copy in memory, is there again when the same handle is mapped next, and never
 * reaches the file.
 *
 * <p><b>Names</b> are compared with the entries of the directory without regard to case, letter by
 * letter; the very name is preferred to one that differs by case. No name leads out of the
 * directory: one with {@code /}, {@code \}, {@code :} or NUL, {@code ..}, and a symbolic link that
 * leads out, are not found.
 *
 * <p><b>Levels.</b> Each function checks the simulated {@link Irql} of its thread before anything
 * else.
 *
 * <p>All methods may be called from any thread. The sources are Microsoft's pages on NdisOpenFile,
 * NdisMapFile, NdisUnmapFile and NdisCloseFile ({@code ndis.h}).
 */
public final class NdisFiles implements AutoCloseable {
    /** The address ceiling that means none. */
    public static final long ANY_ADDRESS = -1;

    /** An NDIS_STRING counts its bytes in 16 bits. */
    private static final int LONGEST_NAME = 0xFFFF / 2;

    /** FileLength is a UINT. */
    private static final long LONGEST_FILE = 0xFFFF_FFFFL;

    private final DriverDirectory directory;
    private final @Nullable String engine;
    private final @Nullable Thread onlyOpener;
    private final Set<NdisHandle> open = new LinkedHashSet<>();
    private boolean closed;

    NdisFiles(Path directory, @Nullable String engine, @Nullable Thread onlyOpener) {
        this.directory = new DriverDirectory(directory);
        this.engine = engine;
        this.onlyOpener = onlyOpener;
    }

    /**
     * Serves the files of a directory, where Windows has {@code System32\drivers}.
     *
     * @param directory the directory; it need not exist yet
     * @return the functions on it
     */
    public static NdisFiles in(Path directory) {
        return new NdisFiles(Objects.requireNonNull(directory), null, null);
    }

    /**
     * Serves the files of a directory with a certain engine.
     *
     * @param directory the directory; it need not exist yet
     * @param engine its name, as for {@link io.fileview.MappingBuilder#engine}
     * @return the functions on it
     */
    public static NdisFiles in(Path directory, String engine) {
        return new NdisFiles(
                Objects.requireNonNull(directory), Objects.requireNonNull(engine), null);
    }

    /**
     * Opens a file and reads all of it. At {@link Irql#PASSIVE_LEVEL} only.
     *
     * <table class="striped">
     * <caption>Statuses</caption>
     * <thead><tr><th>status</th><th>when</th></tr></thead>
     * <tbody>
     * <tr><td>{@code NDIS_STATUS_SUCCESS}</td><td>the file is open and not mapped</td></tr>
     * <tr><td>{@code NDIS_STATUS_FILE_NOT_FOUND}</td><td>the directory has no such entry, or it leads
     * out</td></tr>
     * <tr><td>{@code NDIS_STATUS_ERROR_READING_FILE}</td><td>the entry is there, but is not a regular
     * file, may not be read, or its bytes cannot be read</td></tr>
     * <tr><td>{@code NDIS_STATUS_RESOURCES}</td><td>there is no memory for the bytes, or none beneath
     * the address ceiling, or they are more than FileLength, 32 bits wide, can say</td></tr>
     * <tr><td>{@code NDIS_STATUS_FAILURE}</td><td>the name has more than 32767 characters</td></tr>
     * </tbody>
     * </table>
     *
     * <p>A process knows no physical addresses, so a ceiling is honoured only as far as arithmetic
     * goes: one beneath which the pages of the file cannot fit, such as 0 or a negative one, is
     * refused; any other is accepted, and says nothing about where the pages are.
     *
     * @param fileName the plain name of a file
     * @param highestAcceptableAddress the ceiling, or {@link #ANY_ADDRESS}
     * @return status, handle and length
     * @throws IrqlViolationException above that level
     * @throws IllegalStateException if this object is closed, or belongs to a {@link MiniportHost} and
     *     the call is not made by the initialising thread
     */
    public NdisOpenResult ndisOpenFile(String fileName, long highestAcceptableAddress) {
        Objects.requireNonNull(fileName);
        Irql.require("NdisOpenFile", Irql.PASSIVE_LEVEL);
        requireInitializing();
        requireOpen();
        if (fileName.length() > LONGEST_NAME) {
            return failed(
                    NDIS_STATUS_FAILURE,
                    new IOException(
                            "a name of "
                                    + fileName.length()
                                    + " characters is longer than an NDIS_STRING can be, "
                                    + LONGEST_NAME));
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return openAndRead(fileName, highestAcceptableAddress);
                } catch (ClosedByInterruptException e) {
                    // Channels cannot be read on an interrupted thread; it is interrupted again after.
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private NdisOpenResult openAndRead(String name, long ceiling)
            throws ClosedByInterruptException {
        try {
            DriverDirectory.Opened file = directory.open(name);
            try {
                return success(name, file, copyOf(file, ceiling));
            } catch (Throwable failure) {
                file.channel().close();
                throw failure;
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return failed(NDIS_STATUS_FILE_NOT_FOUND, e);
        } catch (FileCopy.NoMemoryException e) {
            return failed(NDIS_STATUS_RESOURCES, e);
        } catch (IOException e) {
            return failed(NDIS_STATUS_ERROR_READING_FILE, e);
        }
    }

    private FileCopy copyOf(DriverDirectory.Opened file, long ceiling) throws IOException {
        long length = file.channel().size();
        if (length > LONGEST_FILE) {
            throw new FileCopy.NoMemoryException(
                    length + " bytes are more than a file length of 32 bits can say", null);
        }
        FileCopy copy = FileCopy.allocate(length, engine);
        try {
            if (ceiling != ANY_ADDRESS && ceiling < copy.pageBytes() - 1) {
                throw new FileCopy.NoMemoryException(
                        copy.pageBytes()
                                + " bytes of pages do not fit beneath the physical address "
                                + ceiling
                                + "; give a higher one, or "
                                + ANY_ADDRESS
                                + " for any",
                        null);
            }
            copy.read(file.channel());
            return copy;
        } catch (Throwable failure) {
            copy.close();
            throw failure;
        }
    }

    private synchronized NdisOpenResult success(
            String name, DriverDirectory.Opened file, FileCopy copy) {
        try {
            requireOpen();
        } catch (IllegalStateException closedMeanwhile) {
            copy.close();
            throw closedMeanwhile;
        }
        NdisHandle handle = new NdisHandle(this, name, file.identity(), copy, file.channel());
        open.add(handle);
        return new NdisOpenResult(NDIS_STATUS_SUCCESS, handle, copy.length(), null);
    }

    private static NdisOpenResult failed(int status, IOException cause) {
        return new NdisOpenResult(status, null, 0, cause);
    }

    /**
     * Maps an open file, unless it is mapped: then the status is {@code NDIS_STATUS_ALREADY_MAPPED},
     * and the mapping that there is stays as it is. At {@link Irql#DISPATCH_LEVEL} and below.
     *
     * <p>Windows knows no other failure. A process can also run out of mappings or address space; then
     * the status is {@code NDIS_STATUS_RESOURCES}.
     *
     * @param handle an open file of this object
     * @return status and buffer, whose bytes are those of the file when it was opened, and what was
     *     written to the buffer since
     * @throws IrqlViolationException above that level
     * @throws IllegalStateException if the handle is closed
     * @throws IllegalArgumentException if the handle belongs to another object of this class
     */
    public NdisMapResult ndisMapFile(NdisHandle handle) {
        Irql.require("NdisMapFile", Irql.DISPATCH_LEVEL);
        requireMine(handle);
        try {
            Optional<MemorySegment> buffer = handle.map();
            return buffer.isPresent()
                    ? new NdisMapResult(NDIS_STATUS_SUCCESS, buffer.get(), null)
                    : new NdisMapResult(NDIS_STATUS_ALREADY_MAPPED, null, null);
        } catch (IOException e) {
            return new NdisMapResult(NDIS_STATUS_RESOURCES, null, e);
        }
    }

    /**
     * Unmaps a file at once and lets its pages go; its buffer is dead when this returns. A file that is
     * not mapped through this handle stays as it is. At {@link Irql#PASSIVE_LEVEL} only.
     *
     * @param handle an open file of this object
     * @throws IrqlViolationException above that level
     * @throws IllegalStateException if the handle is closed, or its buffer is in use by a native call
     *     or channel I/O of another thread; it stays mapped then
     * @throws IllegalArgumentException if the handle belongs to another object of this class
     */
    public void ndisUnmapFile(NdisHandle handle) {
        Irql.require("NdisUnmapFile", Irql.PASSIVE_LEVEL);
        requireMine(handle);
        handle.unmap();
    }

    /**
     * Unmaps a file where it is mapped, frees its memory and closes it; the handle is dead when this
     * returns. At {@link Irql#PASSIVE_LEVEL} only.
     *
     * @param handle an open file of this object
     * @throws IrqlViolationException above that level
     * @throws IllegalStateException if the handle is closed already, or its buffer is in use by a
     *     native call or channel I/O of another thread; it stays open then
     * @throws IllegalArgumentException if the handle belongs to another object of this class
     */
    public void ndisCloseFile(NdisHandle handle) {
        Irql.require("NdisCloseFile", Irql.PASSIVE_LEVEL);
        requireMine(handle);
        try {
            handle.close();
        } finally {
            forgetClosed(handle);
        }
    }

    /**
     * The files that are open.
     *
     * @return one line each, as {@link NdisHandle#toString}, in the order in which they were opened
     */
    public synchronized List<String> openFiles() {
        return open.stream().map(NdisHandle::toString).toList();
    }

    /**
     * Closes every file that is open, and this object: it opens no more. Closing again does nothing.
     * At {@link Irql#PASSIVE_LEVEL} only.
     *
     * @throws IrqlViolationException above that level
     * @throws IllegalStateException if a buffer is in use by a native call or channel I/O of another
     *     thread; its file stays open, the others are closed, and closing again tries again
     */
    @Override
    public void close() {
        Irql.require("NdisCloseFile", Irql.PASSIVE_LEVEL);
        RuntimeException first = null;
        for (NdisHandle handle : shut()) {
            try {
                handle.close();
            } catch (RuntimeException e) {
                if (!handle.isClosed() && first == null) {
                    first = e;
                }
            }
            forgetClosed(handle);
        }
        if (first != null) {
            throw first;
        }
    }

    private synchronized List<NdisHandle> shut() {
        closed = true;
        return new ArrayList<>(open);
    }

    private synchronized void forgetClosed(NdisHandle handle) {
        if (handle.isClosed()) {
            open.remove(handle);
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("these files are closed; no more can be opened");
        }
    }

    private void requireInitializing() {
        if (onlyOpener != null && !onlyOpener.equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    "NdisOpenFile was called on "
                            + Thread.currentThread()
                            + "; open files in MiniportInitializeEx, on "
                            + onlyOpener);
        }
    }

    private void requireMine(NdisHandle handle) {
        Objects.requireNonNull(handle);
        if (!handle.isOf(this)) {
            throw new IllegalArgumentException(
                    "the handle of " + handle + " was opened by another NdisFiles; use that one");
        }
    }
}
