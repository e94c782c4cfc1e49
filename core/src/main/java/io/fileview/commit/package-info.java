/**
 * Atomic changes to files: after a crash or power failure, a file contains either all changes of a
 * commit or none.
 *
 * <p><b>Files.</b> A file named {@code NAME} that is opened for commits has a journal in the same
 * directory: {@code NAME.fileview-journal}, which contains commits. On Unix, the Linux engine gives
 * it the owner, group, permissions and access control list of the file, or stricter ones if it may
 * not set them, and does so again before each commit. A journal that the portable engine creates
 * can be accessed by its owner only. If {@code NAME} is so long that it leaves no room for the
 * suffix, a digest of it is used instead. Where the file system has extended attributes, the
 * attribute {@code user.fileview.commit} of the file leads every name of the file, such as another
 * hard link, to the journal. Elsewhere, a file with more than one hard link is refused.
 *
 * <p>The writer and the readers exclude each other by locks on bytes far beyond the end of the file
 * itself. On Unix, locks that are acquired through the JDK can be lost unnoticed, so the portable
 * engine also locks {@code NAME.fileview-lock}, a file whose content has no meaning. Its last user
 * removes it. Before each commit, and when a read lock is released, the engine checks that the lock
 * has not been lost. A process that dies may leave the lock file behind, which has no effect unless
 * other users may not open it. Users of the portable engine must open a file by the same name: a
 * reader and a writer with different names have different lock files. As long as a writer has the
 * file open, the portable engine keeps three descriptors open for each reader that was closed in
 * the same process, because closing them would release the writer's locks.
 *
 * <p>A journal is used only if it belongs to the owner of the file, to the user of this process, to
 * the superuser, or to somebody else who may write the file. Symbolic links are not followed.
 *
 * <p><b>Commits.</b> {@link io.fileview.commit.CommitMapping#commit()} appends the changed pages to
 * the journal, with checksums, and flushes the journal. The commit is durable from then on. Then
 * {@code commit} writes the pages to the file, without flushing the file. A checkpoint flushes the
 * file and empties the journal.
 *
 * <p><b>Recovery.</b> If a file has a journal but no writer, its last writer died, was leaked, or
 * could not be closed without an error. The next call that opens the file for commits recovers it:
 * it writes the complete commits of the journal to the file, flushes the file, and removes the
 * journal. A commit that is incomplete at the end of the journal was not reported as successful,
 * and is discarded. Recovery may be interrupted at any point; the next one starts again. Until
 * then, readers read these commits from the journal. A {@link io.fileview.commit.CommitReader}
 * never writes.
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
