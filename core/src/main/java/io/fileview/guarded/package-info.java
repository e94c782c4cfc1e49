/**
 * Access to views that reports a page that cannot be read or written as an exception at the access.
 */
@NullMarked
package io.fileview.guarded;

import org.jspecify.annotations.NullMarked;
