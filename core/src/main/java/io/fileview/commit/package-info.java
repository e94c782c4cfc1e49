/**
 * Atomic changes to files: after a crash or power failure, a file contains either all changes of a
 * commit or none.
 *
 * <p><b>Files.</b> A file named {@code NAME} that is opened for commits has two auxiliary files in
 * the same directory. The journal, {@code NAME.fileview-journal}, contains commits; on Unix, only
 * its owner may access it. The lock file, {@code NAME.fileview-lock}, is empty. The writer and the
 * readers of {@code NAME} lock bytes of it to exclude each other. The last of them to be closed
 * removes the lock file, if it has permission to. A process that dies may leave the lock file
 * behind, which has no effect.
 *
 * <p><b>Commits.</b> {@link io.fileview.commit.CommitMapping#commit()} appends the changed pages to
 * the journal, with checksums, and flushes the journal. The commit is durable from then on. Then
 * {@code commit} writes the pages to the file, without flushing the file. A checkpoint flushes the
 * file and empties the journal.
 *
 * <p><b>Recovery.</b> If a file has a journal but no writer, its last writer died, was leaked, or
 * could not be closed without an error. Such a file is recovered by the next call to open it,
 * whether for commits or for reading, and by the next {@link
 * io.fileview.commit.CommitReader#readLock()} of a reader that holds no read lock. Recovery writes
 * the complete commits of the journal to the file, flushes the file, and removes the journal. A
 * commit that is incomplete at the end of the journal was not reported as successful, and is
 * discarded. Recovery may be interrupted at any point; the next one starts again. It requires
 * permission to write the file, the journal, the lock file and the directory.
 *
 * <p><b>I/O errors.</b> If a checkpoint cannot flush the file, it writes all commits of the journal
 * to the file again and repeats the flush. The Linux engine then verifies that the pages can be
 * read back, because on ext4 a block whose first write failed may read as zeros even after a
 * successful flush. Once a write to the journal has failed, the Linux engine verifies later writes
 * to it in the same way.
 *
 * <p>The portable engine cannot verify that. On Linux file systems other than xfs, btrfs and tmpfs,
 * it therefore trusts no flush of a file or journal after one has failed. From then on until the
 * mapping is closed, every checkpoint throws an exception. So does a commit that requires a
 * checkpoint, and after a failed write to the journal every commit.
 *
 * <p>One error is detected late: the operating system fails to write a page of the file in the
 * background, and evicts the page from the file cache before the next checkpoint. Until that
 * checkpoint rewrites the page from the journal, views may show the page's old content. If a commit
 * changes other bytes of the page meanwhile, it makes the old content permanent.
 */
@NullMarked
package io.fileview.commit;

import org.jspecify.annotations.NullMarked;
