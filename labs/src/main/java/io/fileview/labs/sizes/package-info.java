/** The lab of sizes and kinds of files: what can be mapped and committed, and what is refused. */
@NullMarked
package io.fileview.labs.sizes;

import org.jspecify.annotations.NullMarked;
