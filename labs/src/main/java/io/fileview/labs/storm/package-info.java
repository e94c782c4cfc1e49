/** The storm lab: programs that are killed at any moment lose no commit and hold nobody up. */
@NullMarked
package io.fileview.labs.storm;

import org.jspecify.annotations.NullMarked;
