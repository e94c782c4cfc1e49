/** What programs do with files while a lab disturbs them, and what must be there afterwards. */
@NullMarked
package io.fileview.labs.workload;

import org.jspecify.annotations.NullMarked;
