/** Failure-atomic changes of files: all of them or none survive a crash or power failure. */
@NullMarked
package io.fileview.commit;

import org.jspecify.annotations.NullMarked;
