/** Access to views that throws an exception at the access if a page cannot be read or written. */
@NullMarked
package io.fileview.guarded;

import org.jspecify.annotations.NullMarked;
