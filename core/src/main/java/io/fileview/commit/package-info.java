/** Atomic changes of files: all of a commit or nothing of it survives a crash or power failure. */
@NullMarked
package io.fileview.commit;

import org.jspecify.annotations.NullMarked;
