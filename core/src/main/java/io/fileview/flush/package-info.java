/** Background flushes that bound how much a crash or power failure can lose. */
@NullMarked
package io.fileview.flush;

import org.jspecify.annotations.NullMarked;
