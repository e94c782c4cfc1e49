/** The I/O-error lab: disks that fail or are full, and what is reported durable on them. */
@NullMarked
package io.fileview.labs.ioerrors;

import org.jspecify.annotations.NullMarked;
