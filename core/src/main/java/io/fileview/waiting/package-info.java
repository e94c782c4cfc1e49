/** How Fileview waits. */
@NullMarked
package io.fileview.waiting;

import org.jspecify.annotations.NullMarked;
