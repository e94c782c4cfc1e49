/**
 * Flushes that keep their word: what is pending after a flush that failed, and how it is written
 * again. Used by every mapping of a file, through whichever engine.
 */
@NullMarked
package io.fileview.repair;

import org.jspecify.annotations.NullMarked;
