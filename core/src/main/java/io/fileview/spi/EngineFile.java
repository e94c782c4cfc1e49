package io.fileview.spi;

import io.fileview.ByteRange;
import io.fileview.Durability;
import io.fileview.pages.CacheCounts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An open file, or anonymous memory, of an {@link Engine}. Each time that a file is opened, a new
 * {@code EngineFile} is created, so several {@code EngineFile} objects can denote the same file.
 * The methods that change the bytes or the size of the file require that it was opened with {@link
 * io.fileview.Protection#READ_WRITE}. Capabilities that not every engine supports, such as {@link
 * WritebackRepair}, are separate interfaces.
 *
 * <p>The methods need not check their arguments, so the caller must pass valid arguments. The
 * segments that are passed to {@link #read} and {@link #write} must be native segments.
 *
 * <p>An {@code EngineFile} is thread-safe, except that {@link #close} must be called only once, and
 * only after all ranges have been unmapped and all other calls have returned. An interrupt does not
 * affect a call: the call neither ends early nor closes the file, and the interrupt status of the
 * thread is preserved.
 */
public interface EngineFile extends AutoCloseable {
    /**
     * {@return a name for messages: the location as it was given, or a description if the file was
     * opened without a location}
     */
    String name();

    /**
     * {@return the identity of the file; all {@code EngineFile} objects for the same file in this
     * process return identities with equal {@linkplain FileIdentity#key() keys}}
     */
    FileIdentity identity();

    /**
     * {@return true if the call that opened this {@code EngineFile} created the file, and false if
     * the file already existed; unspecified for temporary files and anonymous memory}
     */
    boolean created();

    /** {@return the size in bytes of a page, the unit in which files are mapped and inspected} */
    long pageSize();

    /**
     * {@return the current size of the file in bytes, including changes by other processes}
     *
     * @throws IOException if the size cannot be determined
     */
    long size() throws IOException;

    /**
     * Returns the current status of the file itself, whatever its name leads to by now. What the
     * operating system does not expose is unknown. An engine that can ask only by a path reports
     * everything but the identity and the size as unknown once the path leads to another file.
     *
     * @return the status
     * @throws IOException if the status cannot be determined
     */
    default FileStatus status() throws IOException {
        return FileStatus.unknown(identity(), size());
    }

    /**
     * Gives this file, which this process has created for its owner only, the permissions of
     * another file, so that the users of the other file can open this one, too. Nobody gets a right
     * to this file that they do not have to the other: what cannot be copied exactly, such as the
     * group of a file or its access control list, is replaced by something stricter. Rights that
     * the other file no longer grants are withdrawn. Has no effect if the engine does not support
     * this.
     *
     * @param other the other file, which was opened by the same engine
     * @throws IOException if this file grants rights that the other does not grant, and they cannot
     *     be withdrawn
     */
    default void copyPermissionsOf(EngineFile other) throws IOException {}

    /**
     * Extends the file with zeros to at least the given size. Has no effect if the file is already
     * that large. The existing bytes do not change. If another process extends the file at the same
     * time, the engine preserves the bytes that the other process adds, as far as the engine can;
     * in no case does it make the file smaller.
     *
     * @param newSize the minimum size of the file in bytes
     * @param sparse true to allocate no blocks for the added bytes, if the file system supports
     *     sparse files; false to allocate them
     * @throws io.fileview.DiskFullException if the file system or a quota is full; the file keeps
     *     its size, unless another process has extended it, or this call has appended zeros and
     *     cannot remove them without the risk of removing what another process has appended; the
     *     message then contains the size
     * @throws IOException if another I/O error occurs; the same is true of the size
     */
    void extend(long newSize, boolean sparse) throws IOException;

    /**
     * Shrinks the file to the given size. The bytes beyond this size are lost.
     *
     * @param newSize the new size in bytes, no more than {@link #size()}
     * @throws IOException if an I/O error occurs
     */
    void truncate(long newSize) throws IOException;

    /**
     * Allocates blocks for ranges, so that later writes to these ranges cannot fail for lack of
     * space. Has no effect if the engine or the file system does not support this. Neither the
     * bytes nor the size of the file change.
     *
     * @param ranges ranges of the file, none of them empty
     * @throws io.fileview.DiskFullException if the file system or a quota is full
     * @throws IOException if another I/O error occurs
     */
    void reserve(List<ByteRange> ranges) throws IOException;

    /**
     * Reads bytes from a position of the file until the segment is full or the file ends.
     *
     * @param into the segment to fill
     * @param position bytes from the start of the file
     * @return the number of bytes read, less than the size of the segment only at the end of the
     *     file
     * @throws io.fileview.PageUnreadableException if bytes cannot be read
     * @throws IOException if another I/O error occurs
     */
    long read(MemorySegment into, long position) throws IOException;

    /**
     * Returns whether the file is in memory and its file system has no room left, so that a page of
     * a hole cannot even be read. By default, returns false.
     *
     * @return true if so; false also if that is unknown
     */
    default boolean lacksRoomInMemory() {
        return false;
    }

    /**
     * Returns where the file may have bytes other than zeros, so that a caller need not read a hole.
     * By default, returns the given position.
     *
     * @param position bytes from the start of the file
     * @return the position, or a later one if the file has a hole between them; {@link
     *     Long#MAX_VALUE} if it has nothing but a hole from the position on, or ends there
     * @throws IOException if an I/O error occurs
     */
    default long nextData(long position) throws IOException {
        return position;
    }

    /**
     * Returns where the next hole of the file starts, so that a caller can tell a hole from zeros. By
     * default, returns {@link Long#MAX_VALUE}.
     *
     * @param position bytes from the start of the file, where the file has data
     * @return the position, or a later one, which may be the end of the file; {@link Long#MAX_VALUE}
     *     if the engine or the file system does not know holes, or the file ends before the position
     * @throws IOException if an I/O error occurs
     */
    default long nextHole(long position) throws IOException {
        return Long.MAX_VALUE;
    }

    /**
     * Copies bytes of another file to the same position of this one within the operating system,
     * without reading them into this process, if that is possible. This file must be open for
     * writing, and is extended if necessary. By default, copies nothing.
     *
     * @param source the other file, which was opened by the same engine
     * @param position bytes from the start of either file
     * @param length the number of bytes, at least 1
     * @return the number of bytes that were copied, which may be less than asked for; 0 if none were,
     *     for whatever reason: reading and writing them tells the reason
     * @throws IOException if an I/O error occurs
     */
    default long copyFrom(EngineFile source, long position, long length) throws IOException {
        return 0;
    }

    /**
     * Tells the operating system that the pages of a range need not stay in its file cache. Pages
     * that are dirty, mapped or locked stay. This is only a hint; by default, it has no effect.
     *
     * @param range a range of the file
     */
    default void releaseCached(ByteRange range) {}

    /**
     * Writes all bytes of a segment at a position of the file, and extends the file if necessary.
     *
     * @param from the segment to write
     * @param position bytes from the start of the file
     * @throws io.fileview.DiskFullException if the file system or a quota is full; some bytes may
     *     have been written
     * @throws IOException if another I/O error occurs; some bytes may have been written
     */
    void write(MemorySegment from, long position) throws IOException;

    /**
     * Maps a range of the file.
     *
     * @param request the range, and how to map it
     * @return the mapped range
     * @throws IOException if the range cannot be mapped
     */
    MappedRange map(MapRequest request) throws IOException;

    /**
     * Flushes the changes to a range of the file. These include all changes that this engine has
     * made in this process: by {@link #write} through any {@code EngineFile} of the file, and
     * through ranges that are mapped or have been unmapped. The caller must pass in {@code live}
     * all writable ranges of the file that are mapped now, through whichever {@code EngineFile};
     * changes made through a range that is missing may not be flushed. Changes by other processes
     * or other engines are included if the operating system supports this. The private pages of
     * copy-on-write ranges are never flushed.
     *
     * <p>With {@link Durability#DEVICE}, this method also does what {@link #flushMetadata} does.
     *
     * @param range a range of the file; the engine may flush more than this range. The caller
     *     checks before and after the call whether the file still has it
     * @param durability the guarantee required before this method returns
     * @param live all writable ranges of the file that are mapped through this engine; on some
     *     operating systems, the engine must flush each of them before it flushes the file; the
     *     engine may iterate over them more than once
     * @throws io.fileview.FlushFailedException if the changes may not be durable
     * @throws IOException if another I/O error occurs
     */
    void flush(ByteRange range, Durability durability, Iterable<MappedRange> live)
            throws IOException;

    /**
     * Flushes all changes to the file with {@link Durability#DEVICE}. The file must not have
     * writable mapped ranges: on some operating systems, this method does not flush changes that
     * were made through such ranges.
     *
     * @throws io.fileview.FlushFailedException if the changes may not be durable; a later flush
     *     does not make them durable unless the bytes are rewritten first
     * @throws IOException if another I/O error occurs
     */
    default void flush() throws IOException {
        flush(new ByteRange(0, Long.MAX_VALUE), Durability.DEVICE, List.of());
    }

    /**
     * Makes those changes to the size, the {@linkplain #extendedAttribute() extended attribute} and
     * the directory entry of the file durable that were made
     * through this {@code EngineFile}. The size counts as changed if this {@code EngineFile}
     * created, extended or truncated the file; a change by {@link #write} alone need not count. The
     * directory entry counts as changed if this {@code EngineFile} created the file. Changes that
     * an earlier call, or a flush with {@link Durability#DEVICE}, has made durable are not flushed
     * again.
     *
     * @throws io.fileview.FlushFailedException if the size or the directory entry may not be
     *     durable
     * @throws IOException if another I/O error occurs
     */
    void flushMetadata() throws IOException;

    /**
     * Removes the directory entry of the file if this {@code EngineFile} created the file. Has no
     * effect if the entry does not exist any more, or denotes another file by now. The {@code
     * EngineFile} stays open.
     *
     * @throws IOException if the entry cannot be removed
     */
    void discardCreated() throws IOException;

    /**
     * Tries to acquire an advisory lock on one byte, until a time limit has elapsed. The byte may
     * lie beyond the end of the file. An exclusive lock conflicts with every lock that another
     * {@code EngineFile}, in this process or another, holds on the byte. A shared lock conflicts
     * only with exclusive locks. This {@code EngineFile} must not already hold a lock on the byte.
     * An advisory lock does not prevent any thread from accessing the byte.
     *
     * <p>The lock is released by {@link #unlock}, when this {@code EngineFile} is closed, and when
     * the process ends. If {@link #keepsLocks} returns false, the lock is also lost when any other
     * descriptor of the file in this process is closed.
     *
     * <p>A virtual thread that waits does not keep its carrier. An interrupt does not end the wait,
     * and the interrupt status is preserved. A caller that wants an interrupt to end the wait calls
     * this method repeatedly with a short limit.
     *
     * @param position the offset of the byte
     * @param shared true for a shared lock; false for an exclusive lock, which requires that the
     *     file is open for writing
     * @param limit the time to wait for other locks to be released; zero to try only once
     * @return true if the lock was acquired; false if there was still a conflicting lock when the
     *     time limit had elapsed
     * @throws IOException if an I/O error occurs
     */
    boolean lock(long position, boolean shared, Duration limit) throws IOException;

    /**
     * Releases the lock that this {@code EngineFile} holds on a byte. Has no effect if it holds
     * none.
     *
     * @param position the offset of the byte
     * @throws IOException if an I/O error occurs
     */
    void unlock(long position) throws IOException;

    /**
     * Returns whether locks stay held until they are released or this EngineFile is closed. They do
     * not if closing any descriptor of the file in this process releases them, as POSIX locks do
     * ({@code fcntl(2)}).
     *
     * @return true if no other part of the process can release the locks
     */
    default boolean keepsLocks() {
        return true;
    }

    /**
     * Returns whether a lock that this EngineFile acquired is still held, as far as the engine can
     * determine that.
     *
     * @param position the offset of the byte
     * @return false if the lock has certainly been lost
     * @throws IOException if an I/O error occurs
     */
    default boolean holdsLock(long position) throws IOException {
        return true;
    }

    /**
     * Returns descriptions of the processes that hold locks on one byte, for messages.
     *
     * @param position the offset of the byte
     * @return the descriptions, such as {@code process 4711 (java)}; empty if none can be
     *     determined
     */
    default List<String> lockHolders(long position) {
        return List.of();
    }

    /**
     * Counts the pages of a range that are in the operating system's file cache, in total and by
     * state.
     *
     * @param range a range of the file
     * @return the counts; empty if the operating system or the engine does not provide them
     */
    default Optional<CacheCounts> cached(ByteRange range) {
        return Optional.empty();
    }

    /**
     * Returns the capability to recover from failed writes of dirty pages, or empty if the engine
     * does not have it. All calls return the same answer, with the same {@code WritebackRepair}
     * object.
     *
     * @return the capability, or empty
     */
    default Optional<WritebackRepair> writebackRepair() {
        return Optional.empty();
    }

    /**
     * {@return the capability to become a clone of another file; empty if the engine does not
     * support it}
     */
    default Optional<BlockCloning> blockCloning() {
        return Optional.empty();
    }

    /**
     * {@return the capability to take the owner, the permissions and other attributes of another
     * file; empty if the engine does not support it}
     */
    default Optional<AttributeCopying> attributeCopying() {
        return Optional.empty();
    }

    /**
     * {@return the capability to store a note with the file, the same object at each call; empty if
     * the file system, the kind of file or the engine does not support it} The first call tries to
     * read the attribute to find out. If this attempt fails for another reason, the capability is
     * present, and its methods report the error.
     */
    default Optional<ExtendedAttribute> extendedAttribute() {
        return Optional.empty();
    }

    /**
     * Closes the file and releases its locks, without a flush. Changes that have not been flushed
     * stay in the operating system's file cache and are written later. They are lost only if the
     * operating system crashes, the power fails or the write fails before they have reached the
     * disk. The bytes of a temporary file or of anonymous memory are discarded.
     */
    @Override
    void close();
}
