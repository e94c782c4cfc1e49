/**
 * What is open and mapped in this process: the openings of each file, its live views, and the calls
 * in progress on them.
 */
@NullMarked
package io.fileview.live;

import org.jspecify.annotations.NullMarked;
