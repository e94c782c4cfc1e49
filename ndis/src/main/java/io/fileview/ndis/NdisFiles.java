package io.fileview.ndis;

import static io.fileview.ndis.NdisStatus.NDIS_STATUS_ALREADY_MAPPED;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_ERROR_READING_FILE;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_FAILURE;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_FILE_NOT_FOUND;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_RESOURCES;
import static io.fileview.ndis.NdisStatus.NDIS_STATUS_SUCCESS;

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
 * The four NDIS file functions for drivers, on the files of one directory.
 *
 * <p><b>Hazard.</b> An open file occupies as much memory as it is long until it is closed, even
 * while it is not mapped: it is read once, when it is opened, and its bytes do not change
 * afterwards even if the file does. Unmapping removes the pages from the address space and the
 * resident set of the process; the system may swap them out, but cannot discard them. An open file
 * also uses a file descriptor. {@link ExclusiveFile} makes the other choice: it uses no memory of
 * its own and shows later changes of the file.
 *
 * <p><b>Lifetime.</b> A file is opened unmapped. {@link #ndisMapFile} and {@link #ndisUnmapFile}
 * may alternate until {@link #ndisCloseFile}, which also unmaps. Closing this object closes every
 * file that is still open. Any use of a buffer after it has been unmapped throws {@link
 * IllegalStateException}; it never reads other memory.
 *
 * {@snippet file="LoadFirmware.java" region="load"}
 *
 * <p><b>Exclusive.</b> A file has at most one mapping at a time in the whole process: through any
 * handle, on any thread, by any of its names, and from any object of this class or of {@link
 * ExclusiveFile}. Other processes are not excluded. The documentation of NDIS speaks of the mapping
 * of a file, not of a handle, so two handles cannot map one file.
 *
 * <p><b>Buffers are writable.</b> The holder of a buffer has exclusive use of the bytes, as a
 * driver has. Writes change the copy in memory, are still there when the same handle is mapped
 * again, and never reach the file.
 *
 * <p><b>Names</b> are compared with the entries of the directory without regard to case, character
 * by character; an exact match takes precedence. No name leads out of the directory: a name that is
 * {@code ..} or contains {@code /}, {@code \}, {@code :} or NUL is not found, and neither is a
 * symbolic link to a target outside.
 *
 * <p><b>Levels.</b> Each function first checks the simulated {@link Irql} of its thread.
 *
 * <p>All methods may be called from any thread. The specification is Microsoft's documentation of
 * NdisOpenFile, NdisMapFile, NdisUnmapFile and NdisCloseFile ({@code ndis.h}).
 */
public final class NdisFiles implements AutoCloseable {
    /** Passed as the highest acceptable address if any address is acceptable. */
    public static final long ANY_ADDRESS = -1;

    /** An NDIS_STRING stores its length in bytes in 16 bits. */
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
     * Creates the functions for the files of a directory, which corresponds to {@code
     * System32\drivers} on Windows.
     *
     * @param directory the directory; it need not exist yet
     * @return the functions for the directory
     */
    public static NdisFiles in(Path directory) {
        return new NdisFiles(Objects.requireNonNull(directory), null, null);
    }

    /**
     * Creates the functions for the files of a directory, with an engine chosen by name.
     *
     * @param directory the directory; it need not exist yet
     * @param engine the name of the engine, as for {@link
     *     io.fileview.MappingBuilder#engine(String)}
     * @return the functions for the directory
     */
    public static NdisFiles in(Path directory, String engine) {
        return new NdisFiles(
                Objects.requireNonNull(directory), Objects.requireNonNull(engine), null);
    }

    /**
     * Opens a file and reads all of it. Allowed only at {@link Irql#PASSIVE_LEVEL}.
     *
     * <table class="striped">
     * <caption>Statuses</caption>
     * <thead><tr><th>status</th><th>when</th></tr></thead>
     * <tbody>
     * <tr><td>{@code NDIS_STATUS_SUCCESS}</td><td>the file is open and not mapped</td></tr>
     * <tr><td>{@code NDIS_STATUS_FILE_NOT_FOUND}</td><td>the directory has no such entry, or the
     * entry leads out of it</td></tr>
     * <tr><td>{@code NDIS_STATUS_ERROR_READING_FILE}</td><td>the entry exists, but is not a regular
     * file, or cannot be read</td></tr>
     * <tr><td>{@code NDIS_STATUS_RESOURCES}</td><td>there is not enough memory for the file, or
     * none below the highest acceptable address, or the length of the file does not fit in the 32
     * bits of FileLength</td></tr>
     * <tr><td>{@code NDIS_STATUS_FAILURE}</td><td>the name has more than 32767 characters</td></tr>
     * </tbody>
     * </table>
     *
     * <p>A process cannot control physical addresses. Therefore the highest acceptable address is
     * checked only arithmetically: if the pages of the file cannot fit below it, as below 0 or a
     * negative address, the file is not opened. Any other address is accepted, and has no influence
     * on the location of the pages.
     *
     * @param fileName the plain name of a file
     * @param highestAcceptableAddress the highest acceptable physical address, or {@link
     *     #ANY_ADDRESS}
     * @return the status, the handle and the length
     * @throws IrqlViolationException if the level of the thread is above that
     * @throws IllegalStateException if this object is closed, or if it belongs to a {@link
     *     MiniportHost} and the caller is not the initialising thread
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
                            "the name has "
                                    + fileName.length()
                                    + " characters, and an NDIS_STRING can hold at most "
                                    + LONGEST_NAME
                                    + "; choose a shorter one"));
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return openAndRead(fileName, highestAcceptableAddress);
                } catch (ClosedByInterruptException e) {
                    // An interrupted thread cannot read a channel. The interrupt is restored later.
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
            return failed(NDIS_STATUS_FILE_NOT_FOUND, FileFailure.of(name, e));
        } catch (FileCopy.NoMemoryException e) {
            return failed(NDIS_STATUS_RESOURCES, FileFailure.of(name, e));
        } catch (IOException e) {
            return failed(NDIS_STATUS_ERROR_READING_FILE, FileFailure.of(name, e));
        }
    }

    private FileCopy copyOf(DriverDirectory.Opened file, long ceiling) throws IOException {
        long length = file.channel().size();
        if (length > LONGEST_FILE) {
            throw new FileCopy.NoMemoryException(
                    "the length of "
                            + length
                            + " bytes does not fit in the 32 bits of FileLength, whose maximum is"
                            + " 4294967295; use a smaller file",
                    null);
        }
        FileCopy copy = FileCopy.allocate(length, engine);
        try {
            if (ceiling != ANY_ADDRESS && ceiling < copy.pageBytes() - 1) {
                throw new FileCopy.NoMemoryException(
                        copy.pageBytes()
                                + " bytes of pages do not fit below the physical address "
                                + ceiling
                                + "; give a higher address, or "
                                + ANY_ADDRESS
                                + " for any address",
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
     * Maps an open file. If the file is already mapped, the status is {@code
     * NDIS_STATUS_ALREADY_MAPPED}, and the existing mapping is not affected. Allowed at {@link
     * Irql#DISPATCH_LEVEL} and below.
     *
     * <p>This is the only failure that Windows documents. A process can also run out of mappings or
     * address space; the status is {@code NDIS_STATUS_RESOURCES} then.
     *
     * @param handle an open file of this object
     * @return the status and the buffer, which has the bytes that the file had when it was opened,
     *     with everything that has been written to the buffer since
     * @throws IrqlViolationException if the level of the thread is above that
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
     * Unmaps a file immediately; when this method returns, its buffer is no longer valid and its
     * pages have left the resident set. Does nothing if the file is not mapped through this handle.
     * Allowed only at {@link Irql#PASSIVE_LEVEL}.
     *
     * @param handle an open file of this object
     * @throws IrqlViolationException if the level of the thread is above that
     * @throws IllegalStateException if the handle is closed, or if another thread is using its
     *     buffer in a native call or channel I/O; the file stays mapped then
     * @throws IllegalArgumentException if the handle belongs to another object of this class
     */
    public void ndisUnmapFile(NdisHandle handle) {
        Irql.require("NdisUnmapFile", Irql.PASSIVE_LEVEL);
        requireMine(handle);
        handle.unmap();
    }

    /**
     * Closes a file: unmaps it if it is mapped, and frees its memory. When this method returns, the
     * handle is no longer valid. Allowed only at {@link Irql#PASSIVE_LEVEL}.
     *
     * @param handle an open file of this object
     * @throws IrqlViolationException if the level of the thread is above that
     * @throws IllegalStateException if the handle is already closed, or if another thread is using
     *     its buffer in a native call or channel I/O; the file stays open then
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
     * Returns the open files.
     *
     * @return one line for each, as {@link NdisHandle#toString}, in the order in which they were
     *     opened
     */
    public synchronized List<String> openFiles() {
        return open.stream().map(NdisHandle::toString).toList();
    }

    /**
     * Closes all open files; no more files can be opened afterwards. Allowed only at {@link
     * Irql#PASSIVE_LEVEL}.
     *
     * @throws IrqlViolationException if the level of the thread is above that
     * @throws IllegalStateException if another thread is using a buffer in a native call or channel
     *     I/O; the file of that buffer stays open and the others are closed; call again to close it
     */
    @Override
    public void close() {
        Irql.require("NdisCloseFile", Irql.PASSIVE_LEVEL);
        RuntimeException first = null;
        for (NdisHandle handle : refuseMore()) {
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

    private synchronized List<NdisHandle> refuseMore() {
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
            throw new IllegalStateException(
                    "this NdisFiles is closed; create another one to open files");
        }
    }

    private void requireInitializing() {
        if (onlyOpener != null && !onlyOpener.equals(Thread.currentThread())) {
            throw new IllegalStateException(
                    "NdisOpenFile was called on "
                            + Thread.currentThread()
                            + "; call it in MiniportInitializeEx, on "
                            + onlyOpener);
        }
    }

    private void requireMine(NdisHandle handle) {
        Objects.requireNonNull(handle);
        if (!handle.isOf(this)) {
            throw new IllegalArgumentException(
                    "the handle of " + handle + " belongs to another NdisFiles; use that one");
        }
    }
}
