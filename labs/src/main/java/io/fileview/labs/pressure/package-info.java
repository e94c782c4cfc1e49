/** Holds files in memory, and brings them back, while other programs want that memory. */
@NullMarked
package io.fileview.labs.pressure;

import org.jspecify.annotations.NullMarked;
