/** The I/O-error lab: a disk that fails, a disk that is full, and what is reported durable then. */
@NullMarked
package io.fileview.labs.ioerrors;

import org.jspecify.annotations.NullMarked;
