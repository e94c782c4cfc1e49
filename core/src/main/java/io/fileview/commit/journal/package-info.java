/**
 * The journal of a commit mapping: its format, its recovery, and the locks of its users. {@link
 * io.fileview.commit.CommitMapping} documents what it guarantees.
 *
 * <p>The journal is a redo log. It starts with two header slots of 4096 bytes; the valid one with
 * the higher counter applies. Records follow, each a multiple of 4096 bytes long, so that writing
 * one touches no block of another, unless the file system has larger blocks. A record belongs to the journal if it has the header's salt and
 * the next sequence number; writing a header with a new salt empties the journal.
 */
@NullMarked
package io.fileview.commit.journal;

import org.jspecify.annotations.NullMarked;
