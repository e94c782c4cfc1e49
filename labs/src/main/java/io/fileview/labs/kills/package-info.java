/** Kills the commands copy and patch at random moments. */
@NullMarked
package io.fileview.labs.kills;

import org.jspecify.annotations.NullMarked;
