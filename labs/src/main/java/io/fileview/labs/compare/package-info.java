/** Compares the command line with the tools that people use instead. */
@NullMarked
package io.fileview.labs.compare;

import org.jspecify.annotations.NullMarked;
