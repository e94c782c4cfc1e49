/** How engines record what they see of pages. */
@NullMarked
package io.fileview.pages.observed;

import org.jspecify.annotations.NullMarked;
