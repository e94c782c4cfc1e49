/** Container shapes: what works in each, and what is refused with which sentence. */
@NullMarked
package io.fileview.labs.containers;

import org.jspecify.annotations.NullMarked;
