/** Background flushes that bound what a crash or power failure can lose. */
@NullMarked
package io.fileview.flush;

import org.jspecify.annotations.NullMarked;
