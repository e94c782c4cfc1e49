/** Shared by the labs: the command line, reports, child JVMs, file systems on loop devices. */
@NullMarked
package io.fileview.labs.common;

import org.jspecify.annotations.NullMarked;
