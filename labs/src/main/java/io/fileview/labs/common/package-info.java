/** What all labs need: commands, loop devices, file systems, child virtual machines, tables. */
@NullMarked
package io.fileview.labs.common;

import org.jspecify.annotations.NullMarked;
