package io.fileview.spi;

import io.fileview.ByteRange;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An open file that is read and written at positions, without a mapping. An interrupt of a thread
 * that uses it neither closes it nor is lost. Thread-safe, but for {@link #close}, which is called
 * once and last. Memory given to it must be native.
 *
 * <p>Locks are advisory, on single bytes, which may lie after the end of the file; they hold against
 * every other open file, of this process too, and go when the file is closed or the process dies.
 */
public interface OpenFile extends AutoCloseable {
    /**
     * What tells a file from another that takes its name.
     *
     * @param number the number of the file on its file system, or 0 where it has none
     * @param born when it was created, in nanoseconds since 1970, or 0 where the system does not tell
     */
    record Identity(long number, long born) {
        /**
         * Tells whether two identities can be of one file.
         *
         * @param other the other
         * @return false where both know something and it differs
         */
        public boolean mayBe(Identity other) {
            return mayBe(number, other.number) && mayBe(born, other.born);
        }

        private static boolean mayBe(long one, long other) {
            return one == 0 || other == 0 || one == other;
        }
    }

    /**
     * Names the file in messages.
     *
     * @return its path as it was given
     */
    String name();

    /**
     * What the file is, however it is named.
     *
     * @return its identity
     * @throws IOException if the system does not tell
     */
    Identity identity() throws IOException;

    /**
     * The size of the file now.
     *
     * @return bytes
     * @throws IOException if the system does not tell
     */
    long size() throws IOException;

    /**
     * Tells whether {@link #notOnDisk} asks the file system.
     *
     * @return false where it can only say what is known of file systems of that kind
     */
    boolean knowsWhatIsOnDisk();

    /**
     * As {@link Section#notOnDisk}: after a write that failed, what was written since and flushed may
     * not be read from the disk all the same.
     *
     * @param ranges which bytes of the file
     * @return those of which this is so or cannot be known; empty where nothing is known against any
     * @throws IOException if the system refuses
     */
    List<ByteRange> notOnDisk(List<ByteRange> ranges) throws IOException;

    /**
     * As {@link Section#takeFreshBlocks}; write the ranges again afterwards.
     *
     * @param ranges which bytes of the file
     * @return true if it was done for all
     */
    boolean takeFreshBlocks(List<ByteRange> ranges);

    /**
     * Reads until the memory is full or the file ends.
     *
     * @param into where to
     * @param position bytes from the start of the file
     * @return how many bytes were read; fewer than asked for only at the end of the file
     * @throws IOException if they cannot be read
     */
    long read(MemorySegment into, long position) throws IOException;

    /**
     * Writes all of the memory.
     *
     * @param from what
     * @param position bytes from the start of the file
     * @throws io.fileview.DiskFullException if there is no room; a part may have been written
     * @throws IOException if it cannot be written; a part may have been
     */
    void write(MemorySegment from, long position) throws IOException;

    /**
     * Sets the size of the file; what is added is a hole.
     *
     * @param size bytes
     * @throws IOException if the system refuses
     */
    void setSize(long size) throws IOException;

    /**
     * Sees to it, where the system can, that a later write to the ranges does not find the disk full.
     *
     * @param ranges which bytes, within the file
     * @throws io.fileview.DiskFullException if there is no room; no byte is changed
     * @throws IOException if the system refuses
     */
    void reserve(List<ByteRange> ranges) throws IOException;

    /**
     * Makes all that was written durable, and the size.
     *
     * @throws io.fileview.FlushFailedException if that failed: flushing again repairs nothing unless
     *     the bytes have been written again
     */
    void flush() throws io.fileview.FlushFailedException;

    /**
     * Makes this file share all blocks of another, as its size and content are at one moment.
     *
     * @param source the other
     * @return false where the file system cannot; nothing has been changed then
     * @throws IOException if it failed otherwise
     */
    boolean cloneFrom(OpenFile source) throws IOException;

    /**
     * Locks a byte if that is possible now.
     *
     * @param position which byte
     * @param shared true for a lock that others may share; false needs a file open for writing
     * @return false if another holds a lock against it
     * @throws IOException if the system refuses
     */
    boolean tryLock(long position, boolean shared) throws IOException;

    /**
     * Locks a byte, and waits until that is possible. Interrupts are kept.
     *
     * @param position which byte
     * @param shared true for a lock that others may share; false needs a file open for writing
     * @throws IOException if the system refuses
     */
    void lock(long position, boolean shared) throws IOException;

    /**
     * Gives a lock back.
     *
     * @param position which byte
     * @throws IOException if the system refuses
     */
    void unlock(long position) throws IOException;

    /** Closes the file and lets its locks go. What was not flushed was never promised. */
    @Override
    void close();
}
