/**
 * Atomic changes of files: a crash or power failure leaves either all changes of a commit or none.
 */
@NullMarked
package io.fileview.commit;

import org.jspecify.annotations.NullMarked;
