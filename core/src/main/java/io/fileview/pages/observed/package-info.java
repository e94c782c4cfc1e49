/** The page map that engines fill in. */
@NullMarked
package io.fileview.pages.observed;

import org.jspecify.annotations.NullMarked;
