/** A device that does not answer for a while, and what stops meanwhile. */
@NullMarked
package io.fileview.labs.frozen;

import org.jspecify.annotations.NullMarked;
