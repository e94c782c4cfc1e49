/**
 * The journal of a commit mapping: its format, its recovery, and the locks of those who use it. See
 * {@link io.fileview.CommitMapping} for what it promises.
 *
 * <p>The journal is a redo log. Two header slots of 4096 bytes, of which the valid one with the
 * higher counter holds, are followed by records, each a multiple of 4096 bytes long, so that
 * writing one touches no block of another. A record belongs to the journal if it has the header's
 * salt and the next sequence number; a new salt empties the journal.
 */
@NullMarked
package io.fileview.commit.journal;

import org.jspecify.annotations.NullMarked;
