/** Waiting that an interrupt does not cut short. */
@NullMarked
package io.fileview.waiting;

import org.jspecify.annotations.NullMarked;
